"""Rows of an entry that has another row already, or none since its row was proven gone."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from psa_sync.domain.entry import Entry, Event, RemoteRow
from psa_sync.domain.errors import MissingError, PsaRowTakenError, StaleError
from psa_sync.domain.missing_rows import reappeared
from psa_sync.sync.look_for_rows import Ground
from psa_sync.sync.saving import problem_now, save

log = logging.getLogger(__name__)
DUPLICATE = "duplicate_row"


def take_in_strange(rows: Sequence[RemoteRow], ground: Ground) -> None:
    """Bring back what was no delete, and show a second row; lists alone are not believed."""
    connection, effects = ground.observer.connection, ground.effects
    owners = ground.observer.entry_ids(rows)
    entries = effects.entries.get_many(connection.account, sorted(set(owners.values())))
    for row in rows:
        entry = entries.get(owners[row.psa_id])
        if entry is None or entry.app != connection.app or not _is_strange(row, entry):
            continue
        try:
            there = ground.psa.read(row.psa_id, ground.link.psa_user)
        except MissingError:
            continue  # a list that is behind
        _save(entry, there, ground)


def _is_strange(row: RemoteRow, entry: Entry) -> bool:
    if entry.intent is not None:
        return False
    if entry.deleted_at is not None:
        return entry.gone and entry.psa_id is None
    shown = entry.problem is not None and entry.problem.code == DUPLICATE
    return entry.psa_id not in {None, row.psa_id} and not shown


def _save(entry: Entry, row: RemoteRow, ground: Ground) -> None:
    effects, policy = ground.effects, ground.observer.connection.settings.conflict_policy
    now = effects.clock()
    if entry.deleted_at is not None:
        changed, event = reappeared(entry, row, now=now)
    else:
        ids = f"rows {entry.psa_id}, {row.psa_id}"
        changed = replace(entry, problem=problem_now(DUPLICATE, effects, detail=ids))
        event = Event(at=now, what="duplicate_found", detail={"psaId": row.psa_id})
    try:
        save(changed, policy, effects, [event])
    except (StaleError, PsaRowTakenError):
        log.info("an entry moved on, the next run looks again", extra={"entry": entry.id})
