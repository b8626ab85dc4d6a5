"""Find out what became of a write whose outcome is unknown, once nothing can arrive any more."""

from dataclasses import replace
from datetime import timedelta

from psa_sync.domain.connection import Connection
from psa_sync.domain.content import Group, group_hashes
from psa_sync.domain.entry import Entry, Intent, Operation, RemoteRow
from psa_sync.domain.errors import MissingError
from psa_sync.domain.intents import (
    let_go,
    record_created,
    record_deleted,
    record_missing,
    record_updated,
    refused,
    send_again,
)
from psa_sync.domain.observations import observed, overwritten
from psa_sync.domain.work_dates import work_date
from psa_sync.ports import PsaConnector
from psa_sync.sync.saving import problem_now
from psa_sync.sync.writing import Writing


def resolve_intent(writing: Writing, psa: PsaConnector) -> Entry | None:
    """Adopt what was committed, or let the attempt go; gives the entry on."""
    intent = writing.entry.intent
    if intent is None:
        return writing.entry
    if intent.operation is Operation.CREATE:
        return _resolve_create(writing, intent, psa)
    return _resolve_change(writing, intent, psa)


def _resolve_create(writing: Writing, intent: Intent, psa: PsaConnector) -> Entry:
    entry, effects = writing.entry, writing.effects
    rows = [
        row for row in _rows_around(writing, intent, psa) if is_ours(row, entry, writing.connection)
    ]
    if not rows:
        event = writing.event("absent")
        return writing.record(entry, lambda row: let_go(row, intent.number), event)
    first = min(rows, key=lambda row: int(row.psa_id) if row.psa_id.isdigit() else 0)
    now = effects.clock()
    event = writing.event("adopted", psaId=first.psa_id)
    bound = writing.record(
        entry, lambda row: record_created(row, intent.number, first.psa_id, first, now=now), event
    )
    if len(rows) > 1:
        ids = ", ".join(row.psa_id for row in rows)
        problem = problem_now("duplicate_row", effects, detail=f"rows {ids}")
        return writing.record(bound, lambda row: refused(row, problem))
    return bound


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
            event = writing.event("deleted")
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
        lost = overwritten(replace(entry, remote=row), frozenset(intent.groups))
        return writing.record(
            entry,
            lambda current: send_again(current, intent.number, row),
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
