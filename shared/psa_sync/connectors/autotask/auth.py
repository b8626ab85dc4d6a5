"""Who we are to Autotask, and in which of its zones the tenant lives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import msgspec

from psa_sync.connectors.autotask.decoding import decoded
from psa_sync.connectors.autotask.schemas import Zone
from psa_sync.connectors.http import HttpClient, Response
from psa_sync.domain.errors import CredentialsError, TransientError

USER_UNKNOWN: Final = (
    "No Autotask zone knows this API user: check the field 'API user name' "
    "(the generated key that looks like an e-mail address, not your own login)."
)
NO_CODE: Final = (
    "The field 'Integration code' is empty, and this service has no code of its own: "
    "enter yours, or ask the operator of this service to set one."
)
LABELS: Final = {
    "userName": "API user name",
    "secret": "Secret",
    "integrationCode": "Integration code",
}


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API user's credentials; never shown in full by accident."""

    user_name: str
    secret: str = field(repr=False)
    integration_code: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Words that must never be shown."""
        return (self.secret, self.integration_code, self.user_name)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every call but zone discovery."""
        return {
            "UserName": self.user_name,
            "Secret": self.secret,
            "ApiIntegrationCode": self.integration_code,
            "Content-Type": "application/json",
            "Accept": "application/json",
        }


def api_key(credentials: Mapping[str, str], default_code: str) -> ApiKey:
    """Take the key from what was typed, without the blanks that copying brings along.

    Raises:
        CredentialsError: A field is empty, or holds what cannot be part of a header.
    """
    typed = {name: (credentials.get(name) or "").strip() for name in LABELS}
    typed["integrationCode"] = typed["integrationCode"] or default_code.strip()
    for name, value in typed.items():
        if not value:
            reason = (
                NO_CODE if name == "integrationCode" else f"The field '{LABELS[name]}' is empty."
            )
            raise CredentialsError(reason)
        if not (value.isascii() and value.isprintable()):
            reason = f"The field '{LABELS[name]}' holds a character that no key has."
            raise CredentialsError(reason)
    return ApiKey(typed["userName"], typed["secret"], typed["integrationCode"])


def find_zone(http: HttpClient, addresses: tuple[str, ...], user_name: str) -> Zone:
    """Ask the addresses in order; the first that knows the user names the zone.

    Raises:
        CredentialsError: All of them answered, and none knows the user.
        TransientError: None knows the user, and not all of them answered; or the address that was
            answered is not one we may call.
    """
    silent: TransientError | None = None
    for address in addresses:
        try:
            zone = _ask(http, address, user_name)
        except TransientError as error:
            silent = silent or error
            continue
        if zone is not None:
            return zone
    raise silent or CredentialsError(USER_UNKNOWN)


def _ask(http: HttpClient, address: str, user_name: str) -> Zone | None:
    answer = http.send("GET", address, params={"user": user_name}, writes=False)
    if answer.status == HTTPStatus.OK:
        return _allowed(_zone(answer), http)
    if _user_is_unknown(answer):
        return None
    raise _no_answer(f"status {answer.status}")


def _user_is_unknown(answer: Response) -> bool:
    """Zone discovery answers 500 with a JSON body for a user it does not know."""
    known_words = HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.INTERNAL_SERVER_ERROR
    try:
        return answer.status in known_words and isinstance(msgspec.json.decode(answer.body), dict)
    except msgspec.DecodeError:
        return False


def _zone(answer: Response) -> Zone | None:
    try:
        found = decoded(answer.body)
        if isinstance(found, dict) and not found.get("url"):
            return None
        return msgspec.convert(found, Zone)
    except msgspec.DecodeError:
        raise _no_answer("no zone") from None


def _allowed(zone: Zone | None, http: HttpClient) -> Zone | None:
    """The address is about to receive the secret: only a host on the allow-list may have it."""
    refusal = None if zone is None else http.policy.refusal(zone.url)
    if refusal is not None:
        raise _no_answer(f"a zone that we may not call, {refusal}")
    return zone


def _no_answer(what: str) -> TransientError:
    return TransientError(f"zone discovery answered {what}", code="psa_answer_senseless")


def same_host(one: str, other: str) -> bool:
    """Tell whether two addresses are the same server."""
    return urlsplit(one).netloc.lower() == urlsplit(other).netloc.lower()
