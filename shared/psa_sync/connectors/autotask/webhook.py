"""Believes Autotask's callouts, by the secret that each hook was given, and reads their hints."""

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha1
from typing import Final

from psa_sync.connectors.environment import ConnectorEnvironment
from psa_sync.connectors.hook_bodies import header_of, id_in, members_of, word_in
from psa_sync.domain.webhook import Action, Hint, Subject
from psa_sync.ports.webhooks import HookHome, HookReader

SIGNATURE: Final = "x-hook-signature"
"""`sha1=` and the base64 of an HMAC-SHA1 over the body; source: vendor help, Webhooks."""
DEACTIVATED: Final = "deactivated"

_SUBJECTS: Final = {
    "ticket": Subject.TICKET,
    "account": Subject.COMPANY,
    "company": Subject.COMPANY,
}
"""Callouts use the names that entities had in the API before this one."""
_ACTIONS: Final = {
    "create": Action.ADDED,
    "update": Action.CHANGED,
    "delete": Action.DELETED,
}
_REWRITTEN: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))|[&<>'`+]|[^\x00-\x7e]", re.DOTALL)
_SHORT: Final = {"b": 8, "f": 12, "n": 10, "r": 13, "t": 9}
_BEYOND_BASIC_PLANE: Final = 0x10000


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> bool:
    r"""Tell whether these bytes were signed with one of the secrets; the time taken tells nothing.

    Autotask signs a body in which `& < > ' " \ + `, the backtick and all that is not ASCII stand as
    `\uXXXX`. One that lost this spelling on its way is held against the signature a second time,
    spelled anew from its text (source: measured by msoukhomlinov/n8n-nodes-autotask).
    """
    shown = header_of(headers, SIGNATURE).encode("utf-8", "replace")
    spelled = escaped(body)
    signed = [body] if spelled is None or spelled == body else [body, spelled]
    matches = [
        hmac.compare_digest(_signature(secret, text), shown)
        for secret in secrets
        if secret
        for text in signed
    ]
    return any(matches)


def _signature(secret: str, body: bytes) -> bytes:
    # SHA-1 is all that Autotask offers; so a callout is a hint, and what it tells of is read.
    return b"sha1=" + b64encode(hmac.new(secret.encode(), body, sha1).digest())


def escaped(body: bytes) -> bytes | None:
    """Spell JSON as Autotask signs it, character by character, reading no structure into it.

    Returns:
        None where the body is no text.
    """
    try:
        return _REWRITTEN.sub(_spelled, body.decode()).encode("ascii")
    except UnicodeError:
        return None


def _spelled(found: re.Match[str]) -> str:
    code, short = found.groups()
    if code is not None:
        return f"\\u{code.upper()}"
    if short == "/":
        return "/"
    if short is not None:
        return _escape(_SHORT.get(short, ord(short)))
    return _escape(ord(found.group()))


def _escape(code: int) -> str:
    if code < _BEYOND_BASIC_PLANE:
        return f"\\u{code:04X}"
    high, low = divmod(code - _BEYOND_BASIC_PLANE, 0x400)
    return f"\\u{0xD800 + high:04X}\\u{0xDC00 + low:04X}"


def hint_of(body: bytes) -> Hint | None:
    """Read what a callout hints at; None where it names no kind of row and no row."""
    told = members_of(body)
    if word_in(told, "action") == DEACTIVATED:
        return Hint(subject=Subject.REGISTRATION, action=Action.CHANGED)
    kind, psa_id = word_in(told, "entitytype"), id_in(told, "id")
    if not kind or psa_id is None:
        return None
    action = _ACTIONS.get(word_in(told, "action"), Action.UNKNOWN)
    return Hint(subject=_SUBJECTS.get(kind, Subject.OTHER), action=action, psa_id=psa_id)


def deactivated(body: bytes) -> bool:
    """Tell whether a message says that a hook was switched off.

    Autotask sends it unsigned, to the main address as well, so that anybody may have written it:
    it is a reason to look at our hooks, and never more (GHSA-hh59-fgrr-93hf).
    """
    return word_in(members_of(body), "action") == DEACTIVATED


class CalloutReader:
    """The port `HookReader` for one connection."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = tuple(secrets)

    def genuine(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Compare with every hook's secret: which hook called is only said, not yet believed."""
        return verify(body, headers, self._secrets)

    def hint_of(self, body: bytes) -> Hint | None:
        """See the port."""
        return hint_of(body)

    def deactivated(self, body: bytes) -> bool:
        """See the port."""
        return deactivated(body)


def read_hooks(home: HookHome, environment: ConnectorEnvironment) -> HookReader:  # noqa: ARG001 - calls nobody
    """Make the reader of one connection."""
    return CalloutReader(tuple(home.secrets().values()))
