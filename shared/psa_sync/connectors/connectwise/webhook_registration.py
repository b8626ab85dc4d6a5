"""Keeps our callbacks registered at ConnectWise; they are found again by the token in their URL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from psa_sync.connectors.connectwise.client import ConnectWiseClient, open_client
from psa_sync.connectors.connectwise.schemas import Record
from psa_sync.connectors.environment import ConnectorEnvironment
from psa_sync.domain.errors import MissingError, RejectedError
from psa_sync.domain.webhook import HookReport, HookTarget
from psa_sync.ports.webhooks import PsaHooks

PATH: Final = "/system/callbacks"
WANTED: Final = ("time", "ticket", "project", "member", "company")
"""Types of records that we hear of; each at the level of the owner, which is all of them."""
LEVEL: Final = "owner"
OBJECT_ID: Final = 1
DESCRIPTION: Final = "Time entry sync"


class Callback(Record, frozen=True, kw_only=True):
    """A registered callback."""

    url: str | None = None
    type: str | None = None
    level: str | None = None
    object_id: int | None = None
    inactive_flag: bool | None = None


@dataclass(slots=True)
class _Found:
    """What was done, by type."""

    sound: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    rearmed: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def report(self) -> HookReport:
        return HookReport(
            sound=tuple(self.sound),
            made=tuple(self.made),
            rearmed=tuple(self.rearmed),
            repaired=tuple(self.repaired),
            removed=tuple(self.removed),
            refused=tuple(self.refused),
        )


class Callbacks:
    """The port `PsaHooks`."""

    def __init__(self, client: ConnectWiseClient) -> None:
        self._client = client

    @property
    def names(self) -> tuple[str, ...]:
        """The types that are wanted."""
        return WANTED

    @property
    def secret_names(self) -> tuple[str, ...]:
        """None: ConnectWise has keys of its own."""
        return ()

    @property
    def tells_of_entries(self) -> bool:
        """True: there is a type for time."""
        return True

    def keep(self, target: HookTarget) -> HookReport:
        """List, compare, and write only what differs: a double would be refused anyway."""
        ours, done = self._ours(target.token), _Found()
        for kind in WANTED:
            mine = [one for one in ours if (one.type or "").lower() == kind]
            try:
                self._keep_one(kind, mine, _address(target), done)
            except RejectedError as error:
                done.refused.append(_sentence(kind, error))
        strange = [one for one in ours if (one.type or "").lower() not in WANTED]
        self._drop(strange, done)
        return done.report()

    def remove(self, token: str) -> tuple[str, ...]:
        """Remove all of ours."""
        done = _Found()
        self._drop(self._ours(token), done)
        return tuple(done.refused)

    def _ours(self, token: str) -> list[Callback]:
        listed = self._client.all_records(PATH, Callback)
        return [one for one in listed if f"/{token}" in (one.url or "")]

    def _keep_one(self, kind: str, mine: list[Callback], url: str, done: _Found) -> None:
        if not mine:
            self._client.post(PATH, _new(kind, url))
            done.made.append(kind)
            return
        # The one that is right already stays: a mended one would be refused as its double.
        kept, *doubles = sorted(mine, key=lambda one: (len(_differences(one, url)), one.id))
        self._drop(doubles, done)
        differences = _differences(kept, url)
        if not differences:
            done.sound.append(kind)
            return
        operations = [
            {"op": "replace", "path": name, "value": value} for name, value in differences.items()
        ]
        self._client.patch(f"{PATH}/{kept.id}", operations)
        (done.rearmed if set(differences) == {"inactiveFlag"} else done.repaired).append(kind)

    def _drop(self, callbacks: list[Callback], done: _Found) -> None:
        for one in callbacks:
            kind = one.type or str(one.id)
            try:
                self._client.delete(f"{PATH}/{one.id}")
            except MissingError:
                continue  # somebody else was faster
            except RejectedError as error:
                done.refused.append(_sentence(kind, error))
            else:
                done.removed.append(kind)


def _address(target: HookTarget) -> str:
    """ConnectWise appends the record's id, and then `&action=`, to the text of the address."""
    return f"{target.url}?recordId="


def _new(kind: str, url: str) -> dict[str, object]:
    return {
        "description": DESCRIPTION,
        "url": url,
        "objectId": OBJECT_ID,
        "type": kind,
        "level": LEVEL,
        "inactiveFlag": False,
        # What we write ourselves we know already.
        "isSelfSuppressedFlag": True,
        "payloadVersion": "3.0.0",
    }


def _differences(one: Callback, url: str) -> dict[str, Any]:
    differences: dict[str, Any] = {}
    if one.url != url:
        differences["url"] = url
    if (one.level or "").lower() != LEVEL:
        differences["level"] = LEVEL
    if one.object_id != OBJECT_ID:
        differences["objectId"] = OBJECT_ID
    if one.inactive_flag:
        differences["inactiveFlag"] = False
    return differences


def _sentence(kind: str, error: RejectedError) -> str:
    words = f": {error.vendor_words}" if error.vendor_words else "."
    return f"ConnectWise refuses a change of our callback for {kind}{words}"


def open_hooks(
    credentials: Mapping[str, str], endpoint: str | None, environment: ConnectorEnvironment
) -> PsaHooks:
    """Make the keeper of one connection's hooks; calls nobody yet."""
    return Callbacks(open_client(credentials, endpoint, environment))
