"""People in the PSA's own screens: they book, edit, copy and delete; approvers lock and reopen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from psa_sync.domain.content import Billable
from psa_sync.domain.entry import Entry, RemoteRow
from tests.fakes.psa import OWN_ID
from tests.simulation.clients import Clients
from tests.simulation.deployment import Deployment, Desk

MOST_ROWS = 8


@dataclass(frozen=True)
class Edit:
    """What a person set in the PSA, at a moment at which nothing of ours was under way.

    Attributes:
        ours: True for a row that we made.
    """

    desk: Desk
    psa_id: str
    at: datetime
    values: dict[str, Any]
    ours: bool = False


class People:
    """Everybody who works in the PSAs.

    Attributes:
        edits: What they changed.
        deleted: Rows they removed, as place and id.
        locks: How often a row was locked.
    """

    def __init__(
        self,
        deployment: Deployment,
        clients: Clients,
        random: Random,
        tell: Callable[[str], None],
    ) -> None:
        self.edits: list[Edit] = []
        self.deleted: set[tuple[str, str]] = set()
        self.locks = 0
        self._deployment = deployment
        self._clients = clients
        self._random = random
        self._tell = tell

    def edits_a_row(self) -> None:
        """Change what was read back: before that, nobody can tell whose words these are."""
        found = self._one_row()
        if found is None or found[1].locked or not self._is_at_rest(*found):
            return
        desk, row = found
        start = row.content.start - timedelta(minutes=15)
        changes: list[dict[str, Any]] = [
            {"notes": f"theirs {len(self.edits)}"},
            {"work_type_id": "9"},
            {"billable": Billable.NO_CHARGE},
            {"start": start},
        ]
        change = self._random.choice(changes)
        if all(getattr(row.content, name) == value for name, value in change.items()):
            return
        self._deployment.psas[desk.place].person_edits(row.psa_id, **change)
        ours = row.created_by == OWN_ID
        self.edits.append(Edit(desk, row.psa_id, self._deployment.clock(), change, ours))
        self._tell(f"a person edits {desk.place} {row.psa_id}: {sorted(change)}")

    def books(self) -> None:
        """Make a row of their own."""
        desk = self._random.choice(self._deployment.desks)
        if len(self._deployment.psas[desk.place].rows()) < MOST_ROWS:
            self.books_at(desk)

    def books_at(self, desk: Desk) -> None:
        """Make a row here."""
        habits = self._deployment.habits[desk.app]
        content = habits.stored(self._clients.content(desk), desk.person)
        row = self._deployment.psas[desk.place].person_books(desk.person, content)
        self._tell(f"a person books {desk.place} {row.psa_id}")

    def copies(self) -> None:
        """Duplicate a row, marker and all."""
        if (found := self._one_row()) is None:
            return
        desk, row = found
        psa = self._deployment.psas[desk.place]
        if len(psa.rows()) < MOST_ROWS:
            copy = psa.person_copies(row.psa_id, desk.person)
            self._tell(f"a person copies {desk.place} {row.psa_id} to {copy.psa_id}")

    def locks_or_reopens(self) -> None:
        """Approve a row, or take that back."""
        if (found := self._one_row()) is not None:
            desk, row = found
            self._deployment.psas[desk.place].sets(row.psa_id, locked=not row.locked)
            self.locks += not row.locked
            word = "reopens" if row.locked else "locks"
            self._tell(f"an approver {word} {desk.place} {row.psa_id}")

    def closes_or_opens(self) -> None:
        """Let a work item take no time, or take time again."""
        desk = self._random.choice(self._deployment.desks)
        closed = self._deployment.psas[desk.place].rules.closed
        word = "opens" if desk.work_item_id in closed else "closes"
        closed.symmetric_difference_update({desk.work_item_id})
        self._tell(f"somebody {word} {desk.work_item_id} at {desk.place}")

    def deletes(self) -> None:
        """Remove a row that is not approved."""
        found = self._one_row()
        if found is not None and not found[1].locked and self._is_at_rest(*found):
            desk, row = found
            self._deployment.psas[desk.place].person_deletes(row.psa_id)
            self.deleted.add((desk.place, row.psa_id))
            self._tell(f"a person deletes {desk.place} {row.psa_id}")

    def _one_row(self) -> tuple[Desk, RemoteRow] | None:
        found = [
            (desk, row)
            for desk in self._deployment.desks
            for row in self._deployment.psas[desk.place].rows()
            if row.person_id == desk.person.id
        ]
        return self._random.choice(found) if found else None

    def _is_at_rest(self, desk: Desk, row: RemoteRow) -> bool:
        if len(self._deployment.stack) > 0:
            return False
        entry = self.owner(desk, row.psa_id)
        if entry is None:
            return row.created_by != OWN_ID or self._is_second(desk, row)
        return entry.intent is None and entry.base is not None and entry.base.remote is not None

    def _is_second(self, desk: Desk, row: RemoteRow) -> bool:
        """True for a row of ours beside the one that its entry has, with nothing under way."""
        marked = row.marker.entry_id if row.marker else ""
        entry = self._deployment.entries.get(desk.account, marked)
        return entry is not None and entry.intent is None and entry.psa_id is not None

    def owner(self, desk: Desk, psa_id: str) -> Entry | None:
        """The entry that the row belongs to."""
        entries = self._deployment.entries
        owners = entries.entry_ids_of_rows(desk.account, desk.app, [psa_id])
        return entries.get(desk.account, owners.get(psa_id, ""))
