"""What the contract tests must know of a vendor beside what the port says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from psa_sync.domain.connection import PsaName
from tests.contract.cases.way import Way

Clock = Callable[[], datetime]
Call = tuple[str, str]
"""Method and path, relative to the API's base, as faults are matched."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a vendor's simulator has that the port does not speak of.

    Attributes:
        create_app: The simulator with a month of past.
        create_small_app: The simulator with little past, which is quick to start.
        secret_field: The install field that proves who we are.
        notes_field: Where a row keeps its notes.
        marked_field: Where a row keeps its internal notes.
        person_of: Reads from a stored row whose it is.
        create_call: The call that makes a row.
        update_call: The call that changes one; some vendors have one call for both.
        delete_call: The call that removes one.
        list_call: The call that lists rows.
        shown_locks: States of a row that can be seen on it; others show only when it is written.
        rights: Names of the rights to `create`, `update`, `delete` and `read` rows, and `people`.
        ways_to_hide: Settings, each several, that leave out rows of reads without an error.
        closed_takes_no_time: Quirk with which a closed ticket takes no time, None where it is so.
        switches: By each name in the connector's `UNREADABLE`, the quirk that makes it true; an
            empty one where the state of a week does.
        takes_more: Quirk with which the PSA takes what a rule refuses.
        no_call_shows: Codes of checks that can never pass.
        every_right: The simulator's names of all rights there are.
        ways: How it may answer somebody who lacks one; the first is how most do.
        lean_rights: Rights that only the reading of facts needs; a customer may not give them.
        keys_refused_as: Quirks with which the PSA refuses keys in another way than usual.
        has_roles: True where time is worked in roles that a person chooses from.
        rows_per_call: How many rows one call of a list may bring.
        api_user: What somebody may take for a user name and is our own API user's.
        no_for_a_reason_of_its_own: Body of a 400 that no table explains.
        broken: Body of a 500 in the vendor's own words.
    """

    app: PsaName
    create_app: Callable[[Clock], web.Application]
    create_small_app: Callable[[Clock], web.Application]
    secret_field: str
    notes_field: str
    marked_field: str
    person_of: Callable[[dict[str, Any]], object]
    create_call: Call
    update_call: Call
    delete_call: Call
    list_call: Call
    shown_locks: frozenset[str]
    rights: Mapping[str, str]
    ways_to_hide: tuple[tuple[dict[str, object], ...], ...]
    closed_takes_no_time: str | None = None
    switches: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    takes_more: Mapping[str, Any] | None = None
    no_call_shows: frozenset[str] = frozenset()
    lean_rights: tuple[str, ...] = ()
    keys_refused_as: tuple[str, ...] = ()
    has_roles: bool = True
    rows_per_call: int = 1_000
    api_user: str
    every_right: tuple[str, ...]
    ways: tuple[Way, ...]
    no_for_a_reason_of_its_own: object
    broken: object

    @property
    def creates_can_be_counted(self) -> bool:
        """True where the call alone tells that a row is to be made."""
        return self.create_call != self.update_call

    @property
    def weeks_are_hidden(self) -> bool:
        """True where no call shows whether a week is submitted."""
        return not all(self.switches.values())

    @property
    def silent_ways(self) -> tuple[dict[str, object], ...]:
        """The quirks with which reads without a right are empty."""
        settings = [setting for way in self.ways_to_hide for setting in way]
        return tuple(setting for setting in settings if setting["what"] == "quirk")


def right(name: str, *, allowed: object) -> dict[str, object]:
    """The control call's body that gives or takes a right."""
    return {"what": "permission", "name": name, "allowed": allowed}


def quirk(name: str) -> dict[str, object]:
    """The control call's body that switches a quirk on."""
    return {"what": "quirk", "name": name, "on": True}
