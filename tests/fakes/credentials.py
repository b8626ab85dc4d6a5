"""Secrets in memory."""

from collections.abc import Mapping
from types import MappingProxyType

from psa_sync.domain.connection import PsaName


class FakeCredentials:
    """Secrets in a dictionary, without a cache."""

    def __init__(self) -> None:
        self._secrets: dict[tuple[str, PsaName], Mapping[str, str]] = {}

    def get(self, account: str, app: PsaName) -> Mapping[str, str] | None:
        """See the port."""
        return self._secrets.get((account, app))

    def put(self, account: str, app: PsaName, secret: Mapping[str, str]) -> None:
        """See the port."""
        self._secrets[account, app] = MappingProxyType(dict(secret))

    def delete(self, account: str, app: PsaName) -> None:
        """See the port."""
        self._secrets.pop((account, app), None)
