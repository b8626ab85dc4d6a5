"""Secrets of connections in Secrets Manager, cached for a minute."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import msgspec
from botocore.exceptions import ClientError

from psa_sync.aws.store_errors import error_code, store_errors
from psa_sync.domain.connection import PsaName
from psa_sync.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_CACHED: Final = timedelta(seconds=60)
_NOT_FOUND: Final = "ResourceNotFoundException"
_EXISTS: Final = "ResourceExistsException"
_ESCAPED: Final = re.compile(r"[^A-Za-z0-9_.@-]")


class SecretsManagerCredentials:
    """The port `Credentials`; values appear in no error and no log.

    Args:
        client: Secrets Manager client; retries and time-outs are set there.
        prefix: Secrets are named `{prefix}/{account}/{app}`.
        clock: Ends the time in the cache.
    """

    def __init__(self, client: "SecretsManagerClient", prefix: str, clock: Clock) -> None:
        self._client = client
        self._prefix = prefix
        self._clock = clock
        self._cache: dict[str, tuple[datetime, Mapping[str, str]]] = {}

    def get(self, account: str, app: PsaName) -> Mapping[str, str] | None:
        """See the port; that there is none is never cached."""
        name = self._name(account, app)
        until, secret = self._cache.get(name, (None, None))
        if until is not None and self._clock() < until:
            return secret
        secret = self._read(name)
        if secret is not None:
            self._cache[name] = (self._clock() + _CACHED, secret)
        return secret

    def put(self, account: str, app: PsaName, secret: Mapping[str, str]) -> None:
        """See the port."""
        name = self._name(account, app)
        body = msgspec.json.encode(dict(secret)).decode()
        with store_errors():
            if not self._replace(name, body) and not self._create(name, body):
                self._replace(name, body)
        self._cache.pop(name, None)

    def delete(self, account: str, app: PsaName) -> None:
        """See the port; without a recovery window, since the customer asked for it."""
        name = self._name(account, app)
        self._cache.pop(name, None)
        with store_errors():
            try:
                self._client.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
            except ClientError as error:
                if error_code(error) != _NOT_FOUND:
                    raise

    def _read(self, name: str) -> Mapping[str, str] | None:
        with store_errors():
            try:
                answer = self._client.get_secret_value(SecretId=name)
            except ClientError as error:
                if error_code(error) != _NOT_FOUND:
                    raise
                return None
        return MappingProxyType(msgspec.json.decode(answer["SecretString"], type=dict[str, str]))

    def _replace(self, name: str, body: str) -> bool:
        """Store a new version, and say whether there was a secret."""
        try:
            self._client.put_secret_value(SecretId=name, SecretString=body)
        except ClientError as error:
            if error_code(error) != _NOT_FOUND:
                raise
            return False
        return True

    def _create(self, name: str, body: str) -> bool:
        """Make the secret, and say whether nobody else was faster."""
        try:
            self._client.create_secret(Name=name, SecretString=body)
        except ClientError as error:
            if error_code(error) != _EXISTS:
                raise
            return False
        return True

    def _name(self, account: str, app: PsaName) -> str:
        return f"{self._prefix}/{escaped_name(account)}/{escaped_name(app)}"


def escaped_name(part: str) -> str:
    """A part of a secret's name: what is not allowed there becomes `=` and the code point."""
    return _ESCAPED.sub(lambda found: f"={ord(found.group()):x}=", part)
