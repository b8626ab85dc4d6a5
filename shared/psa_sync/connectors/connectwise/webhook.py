"""Believes ConnectWise's callbacks, by a key from the tenant's own host, and reads their hints."""

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from psa_sync.connectors.connectwise.auth import Keys
from psa_sync.connectors.connectwise.webhook_keys import SigningKeys
from psa_sync.connectors.environment import ConnectorEnvironment
from psa_sync.connectors.hook_bodies import (
    header_of,
    id_in,
    lowered,
    member,
    members_of,
    word_in,
)
from psa_sync.connectors.http import DEFAULT_PORTS, LOOPBACK_HOSTS, HttpClient
from psa_sync.domain.webhook import Action, Hint, Subject
from psa_sync.ports.webhooks import HookHome, HookReader

SIGNATURE: Final = "x-content-signature"
"""Source: the vendor's guide, PSA Callbacks, with a sample of the computation."""

_KEY_PATH: Final = re.compile(r"(/[A-Za-z0-9_.-]*)*/system/callbackkey/index\.rails", re.ASCII)
_KEY_ID: Final = re.compile(r"[A-Za-z0-9-]{1,100}", re.ASCII)
_LONGEST_ADDRESS: Final = 500
_SUBJECTS: Final = {
    "time": Subject.TIME_ENTRY,
    "ticket": Subject.TICKET,
    "project": Subject.PROJECT,
    "member": Subject.PERSON,
    "company": Subject.COMPANY,
}
_ACTIONS: Final = {
    "added": Action.ADDED,
    "updated": Action.CHANGED,
    "deleted": Action.DELETED,
}


def verify(body: bytes, headers: Mapping[str, str], signing_key: str) -> bool:
    """Tell whether these bytes were signed with the key; the time taken tells nothing."""
    digest = hmac.new(sha256(signing_key.encode()).digest(), body, sha256).digest()
    shown = header_of(headers, SIGNATURE).encode("utf-8", "replace")
    return bool(signing_key) and hmac.compare_digest(b64encode(digest), shown)


def key_address(body: bytes, endpoint: str, company_id: str) -> str | None:
    """Return where a callback says that its key is, if that is the tenant's own page of keys.

    The address stands in what is not yet believed, so all of it is held against the connection:
    whoever could name another host, or another company of the same host, could sign with a key of
    their own.

    Args:
        body: As it arrived.
        endpoint: The connection's API address.
        company_id: The connection's company.
    """
    address = member(body, "metadata", "key_url")
    try:
        parts = urlsplit(address)
        port, home = parts.port, urlsplit(endpoint)
    except ValueError:
        return None
    sound = (
        len(address) <= _LONGEST_ADDRESS
        and address.isascii()
        and not parts.fragment
        and _is_home(parts, port, home)
        and _KEY_PATH.fullmatch(parts.path) is not None
        and ".." not in parts.path
        and _names_company(parts.query, company_id)
    )
    return address if sound else None


def _is_home(parts: SplitResult, port: int | None, home: SplitResult) -> bool:
    """Hold scheme, host and port against the API's; its cloud has `api-` before the host."""
    host, own = parts.hostname or "", home.hostname or ""
    own_port = home.port or DEFAULT_PORTS.get(home.scheme)
    safe = parts.scheme == "https" or (parts.scheme == home.scheme and host in LOOPBACK_HOSTS)
    same_port = (port or DEFAULT_PORTS.get(parts.scheme)) == own_port
    same_host = bool(host) and host in {own, own.removeprefix("api-")}
    return safe and same_host and same_port and "@" not in parts.netloc


def _names_company(query: str, company_id: str) -> bool:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True, max_num_fields=2)
    except ValueError:
        return False
    named = {name.lower(): value for name, value in pairs}
    same = named.get("companyname", "").casefold() == company_id.casefold()
    return len(named) == len(pairs) and same and _KEY_ID.fullmatch(named.get("id", "")) is not None


def hint_of(body: bytes) -> Hint | None:
    """Read what a callback hints at; None where it names no kind of record and no record.

    `Entity` is JSON within JSON, an object or null; all that is taken from it is the id, where the
    callback itself has none.
    """
    told = members_of(body)
    kind, psa_id = word_in(told, "type"), id_in(told, "id") or _id_of_entity(told)
    if not kind or psa_id is None:
        return None
    action = _ACTIONS.get(word_in(told, "action"), Action.UNKNOWN)
    return Hint(subject=_SUBJECTS.get(kind, Subject.OTHER), action=action, psa_id=psa_id)


def _id_of_entity(told: Mapping[str, Any]) -> str | None:
    entity = told.get("entity")
    members = members_of(entity) if isinstance(entity, str) else lowered(entity)
    return id_in(members, "id")


class CallbackReader:
    """The port `HookReader` for one connection."""

    def __init__(self, keys: SigningKeys, endpoint: str, company_id: str) -> None:
        self._keys = keys
        self._endpoint = endpoint
        self._company_id = company_id

    def genuine(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Fetch the key from the tenant's own host and compare; closed in every doubt."""
        address = key_address(body, self._endpoint, self._company_id)
        if address is None or not header_of(headers, SIGNATURE):
            return False
        key = self._keys.at(address)
        return key is not None and verify(body, headers, key)

    def hint_of(self, body: bytes) -> Hint | None:
        """See the port."""
        return hint_of(body)

    def deactivated(self, body: bytes) -> bool:  # noqa: ARG002 - ConnectWise tells nobody
        """Answer no: a callback that is switched off is found by the next comparison only."""
        return False


def read_hooks(home: HookHome, environment: ConnectorEnvironment) -> HookReader:
    """Make the reader of one connection; calls nobody yet."""

    def headers() -> dict[str, str]:
        client_id = environment.defaults.get("connectwise_client_id", "")
        return Keys.of(home.credentials(), client_id).headers()

    keys = SigningKeys(HttpClient(environment.policy), environment.clock, headers)
    return CallbackReader(keys, home.endpoint, home.fields.get("companyId", "").strip())
