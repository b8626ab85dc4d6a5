"""Secrets Manager of the running stack, and where else a secret may not be."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Secrets:
    """Every stored secret.

    Attributes:
        client: boto3's of Secrets Manager.
    """

    client: Any

    def stored(self) -> dict[str, str]:
        """Contents by name; what is about to be deleted is gone."""
        pages = self.client.get_paginator("list_secrets").paginate()
        names = [one["Name"] for page in pages for one in page["SecretList"]]
        return {name: self.client.get_secret_value(SecretId=name)["SecretString"] for name in names}

    def holding(self, value: str) -> list[str]:
        """The names of those that hold a value."""
        return [name for name, content in self.stored().items() if value in content]
