"""What one write to the PSA is about, and the pieces all writes share."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.content import Group
from psa_sync.domain.correction import correction
from psa_sync.domain.entry import Entry, Event, Operation, RemoteRow
from psa_sync.domain.errors import InDoubtError, RejectedError, StaleError
from psa_sync.domain.explanation import ADAPTED, PSA_REQUEST_ID
from psa_sync.domain.hours import hours_of, rounded
from psa_sync.domain.intents import claim, doubt, let_go, parked, refused
from psa_sync.domain.observations import settled
from psa_sync.domain.plan import HELD
from psa_sync.domain.problem import Problem
from psa_sync.domain.settings import SyncPolicy
from psa_sync.ports import Draft, Written
from psa_sync.sync.connection_state import note_own_id
from psa_sync.sync.draft_of import draft_of
from psa_sync.sync.effects import Effects
from psa_sync.sync.notice_inactive import INACTIVE, mark_inactive
from psa_sync.sync.saving import save

SOONEST_LOOK: Final = timedelta(seconds=90)
"""Facts that said no are then old enough to be read anew."""
LATEST_LOOK: Final = timedelta(hours=1)
RECORD_TRIES: Final = 6
"""A client may edit while we send; the record is then put on top of the newer row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """One entry, its person, its connection, and the effects to write with."""

    entry: Entry
    link: UserLink
    connection: Connection
    effects: Effects

    @property
    def policy(self) -> SyncPolicy:
        """The connection's conflict policy."""
        return self.connection.settings.policy

    def draft(self) -> Draft:
        """What the connector writes."""
        settings = self.connection.settings
        return draft_of(self.entry.local, self.link.psa_user, self.entry.marker, settings)

    def claimed(
        self, operation: Operation, groups: frozenset[Group], row_id: str | None = None
    ) -> Entry:
        """Announce the write; a repair names the second row.

        Raises:
            StaleError: Another worker was first.
        """
        now, settle = self.effects.clock(), self.effects.limits.settle
        entry = self.entry
        if Group.TIME in groups:
            entry = replace(entry, rounded_to=self.connection.settings.round_hours_to)
        announced = claim(entry, operation, groups, now=now, settle=settle, row_id=row_id)
        return save(announced, self.policy, self.effects)

    def is_too_late(self, claimed: Entry) -> bool:
        """True when a call that starts now could end after the resolver has looked."""
        intent = claimed.intent
        end = self.effects.clock() + self.effects.limits.call
        return intent is not None and end > intent.resolve_after

    def record(self, entry: Entry, change: Callable[[Entry], Entry], *events: Event) -> Entry:
        """Save a transition of the row, again on top of a newer row if it moved meanwhile.

        Raises:
            FencedError: A newer attempt has begun.
            StaleError: The row kept moving.
        """
        for _ in range(RECORD_TRIES):
            changed = change(entry)
            if changed is entry:
                return entry
            changed, decisions = settled(changed, self.policy, now=self.effects.clock())
            try:
                return save(changed, self.policy, self.effects, (*events, *decisions))
            except StaleError:
                entry = self.effects.entries.get(entry.account, entry.id) or entry
        message = f"entry {entry.id} kept moving"
        raise StaleError(message)

    def refuse(self, entry: Entry, error: RejectedError) -> None:
        """Let go of the attempt and show the PSA's reason."""
        problem = Problem(
            code=error.code,
            since=self.effects.clock(),
            detail=error.vendor_words,
            place=error.place,
        )
        told = traced(error.request_id)
        event = self.event("refused", code=error.code, words=error.vendor_words, **told)
        if error.code == HELD:
            # Not every PSA shows this lock on the row: its end is found by trying, not often.
            until = self.effects.clock() + self.effects.limits.retry_ceiling
            problem = replace(problem, detail=_joined(problem.detail, correction(entry)))
            self.record(entry, lambda row: parked(_freed(row, entry), problem, until), event)
        elif error.code == INACTIVE:
            # It goes out by itself once the person is back.
            mark_inactive(self.link, self.effects)
            until = next_look(entry, error.code, self.effects.clock())
            self.record(entry, lambda row: parked(_freed(row, entry), problem, until), event)
        else:
            self.record(entry, lambda row: refused(_freed(row, entry), problem), event)

    def give_back(self, entry: Entry) -> None:
        """Let go of an attempt of which nothing was sent."""
        self.record(entry, lambda row: _freed(row, entry))

    def leave_in_doubt(self, entry: Entry, error: InDoubtError) -> None:
        """Leave the attempt to the resolver, and what the PSA said to the history."""
        number, now = entry.attempts, self.effects.clock()
        words = {"words": error.vendor_words} if error.vendor_words else {}
        event = self.event("outcome_unknown", **words, **traced(error.request_id))
        self.record(entry, lambda row: doubt(row, number, now=now), event)

    def learn_own_id(self, row: RemoteRow | None) -> None:
        """Remember our API user's name from a row it just made."""
        if row is not None and row.created_by and self.connection.own_id is None:
            note_own_id(self.connection, row.created_by, self.effects)

    def event(self, what: str, **detail: str) -> Event:
        """One line of history, now."""
        return Event(at=self.effects.clock(), what=what, detail=detail)


def next_look(entry: Entry, code: str, now: datetime) -> datetime:
    """When to look again for what a person mends in the PSA: after as long as it has waited."""
    former = entry.problem if entry.problem and entry.problem.code == code else None
    if former is None:
        return now + SOONEST_LOOK
    return now + former.as_long_again(now, shortest=SOONEST_LOOK, longest=LATEST_LOOK)


def _joined(vendor_words: str, proposal: str) -> str:
    return f"{vendor_words} - {proposal}" if vendor_words else proposal


def traced(request_id: str | None) -> dict[str, str]:
    """The PSA's own id of a call, as a line of history keeps it."""
    return {PSA_REQUEST_ID: request_id} if request_id else {}


def told(written: Written, claimed: Entry) -> dict[str, str]:
    """What a line of history keeps of a confirmed write."""
    words = [*written.adapted]
    groups = claimed.intent.groups if claimed.intent else ()
    if Group.TIME in groups and claimed.rounded_to is not None:
        sent = rounded(claimed.local.duration_seconds, claimed.rounded_to)
        words.append(f"The time was sent as {hours_of(sent)} h, as the connection rounds it.")
    adapted = {ADAPTED: " ".join(words)} if words else {}
    return traced(written.request_id) | adapted


def _freed(row: Entry, claimed: Entry) -> Entry:
    return let_go(row, claimed.attempts)
