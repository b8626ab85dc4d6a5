"""Find out what became of a write whose outcome is unknown, once nothing can arrive any more."""

from dataclasses import replace
from datetime import timedelta

from psa_sync.domain.connection import Connection
from psa_sync.domain.content import Group, group_hashes
from psa_sync.domain.entry import Entry, Intent, Operation, RemoteRow
from psa_sync.domain.errors import MissingError
from psa_sync.domain.intents import (
    called_absent,
    let_go,
    record_deleted,
    record_found,
    record_missing,
    record_updated,
    send_again,
)
from psa_sync.domain.observations import observed, overwritten
from psa_sync.domain.second_rows import noted
from psa_sync.domain.work_dates import work_date
from psa_sync.ports import PsaConnector
from psa_sync.sync.writing import Writing


def resolve_intent(writing: Writing, psa: PsaConnector) -> Entry | None:
    """Adopt what was committed, or let the attempt go; gives the entry on."""
    intent = writing.entry.intent
    if intent is None:
        return writing.entry
    if intent.operation is Operation.CREATE:
        return _resolve_create(writing, intent, psa)
    if intent.operation is Operation.REPAIR:
        # The second row is still written down: it is looked at again, and a delete that arrived
        # shows as a row that is gone.
        return writing.record(writing.entry, lambda row: let_go(row, intent.number))
    return _resolve_change(writing, intent, psa)


def _resolve_create(writing: Writing, intent: Intent, psa: PsaConnector) -> Entry:
    entry, effects = writing.entry, writing.effects
    rows = [
        row for row in _rows_around(writing, intent, psa) if is_ours(row, entry, writing.connection)
    ]
    if not rows:
        event = writing.event("absent")
        return writing.record(entry, lambda row: called_absent(row, intent.number), event)
    first, *others = sorted(rows, key=_to_adopt_first)
    now = effects.clock()

    def adopted(row: Entry) -> Entry:
        bound = record_found(row, intent.number, first, now=now)
        for other in others:
            bound = noted(bound, other, now=now)
        return bound

    events = [writing.event("adopted", psaId=first.psa_id)]
    events += [writing.event("duplicate_found", psaId=other.psa_id) for other in others]
    return writing.record(entry, adopted, *events)


def _to_adopt_first(row: RemoteRow) -> tuple[bool, int, str]:
    """A locked row before the others, since it cannot be removed; then the older one."""
    return (not row.locked, int(row.psa_id) if row.psa_id.isdigit() else 0, row.psa_id)


def _rows_around(writing: Writing, intent: Intent, psa: PsaConnector) -> list[RemoteRow]:
    """The person's rows of the day and its neighbours: the PSA may date them its own way."""
    person, day = writing.link.psa_user, timedelta(days=1)
    middle = work_date(intent.sent_start, person.time_zone)
    first, last = middle - day, middle + day * 2
    rows: list[RemoteRow] = []
    page: str | None = None
    while True:
        found = psa.rows_of_days(person, first, last, page)
        rows.extend(found.rows)
        page = found.next_page
        if page is None:
            return rows


def is_ours(row: RemoteRow, entry: Entry, connection: Connection) -> bool:
    """True when our API user made the row for this making of the entry.

    A copy made by a person carries the marker too, but another creator.
    """
    return row.marker == entry.marker and connection.made(row.created_by)


def _resolve_change(writing: Writing, intent: Intent, psa: PsaConnector) -> Entry:
    entry, effects = writing.entry, writing.effects
    try:
        row = psa.read(entry.psa_id or "", writing.link.psa_user)
    except MissingError:
        if intent.operation is Operation.DELETE:
            event = writing.event("deleted", **overwritten(entry, frozenset(Group)))
            return writing.record(
                entry, lambda current: record_deleted(current, intent.number), event
            )
        writing.record(entry, lambda current: record_missing(current, intent.number))
        raise
    now = effects.clock()
    if intent.operation is Operation.UPDATE and _arrived(row, intent):
        replaced = overwritten(entry, frozenset(intent.groups))
        return writing.record(
            entry,
            lambda current: record_updated(current, intent.number, row, now=now),
            writing.event("updated", groups=", ".join(intent.groups), **replaced),
        )
    if intent.operation is Operation.UPDATE:
        groups = frozenset(intent.groups)
        lost = overwritten(replace(entry, remote=row), groups)
        # The row may be ours already, in the PSA's own words: a person's values from before it
        # are then in our last image of the row alone.
        former = overwritten(entry, groups)
        events = [writing.event("replaced", **former)] if former.items() - lost.items() else []
        return writing.record(
            entry,
            lambda current: send_again(current, intent.number, row),
            *events,
            writing.event("sent_again", **lost),
        )
    return writing.record(
        entry,
        lambda current: observed(let_go(current, intent.number), row, ours=False, now=now),
    )


def _arrived(row: RemoteRow, intent: Intent) -> bool:
    stored = group_hashes(row.content)
    differing = stored.differing(intent.sent)
    return not differing & frozenset(Group(group) for group in intent.groups)
