"""Rows to which an entry was tied and is not any more, and second rows that need another look."""

import logging
from collections.abc import Collection, Iterable, Sequence

from psa_sync.domain.entry import Entry, RemoteRow
from psa_sync.domain.errors import MissingError, PsaRowTakenError, StaleError
from psa_sync.domain.missing_rows import reappeared
from psa_sync.domain.reconcile_walk import Days
from psa_sync.domain.second_rows import to_judge_again
from psa_sync.sync.declare_gone import save_and_send
from psa_sync.sync.look_for_rows import Ground
from psa_sync.sync.saving import push_job, save
from psa_sync.sync.second_row_found import save_second

log = logging.getLogger(__name__)


def take_in_strange(rows: Sequence[RemoteRow], ground: Ground) -> None:
    """Bring back what was no delete, and note a former row; lists alone are not believed."""
    connection, effects = ground.observer.connection, ground.effects
    owners = ground.observer.mapped(rows)
    entries = effects.entries.get_many(connection.account, sorted(set(owners.values())))
    for row in rows:
        entry = entries.get(owners.get(row.psa_id, ""))
        if entry is None or entry.app != connection.app or not _is_strange(row, entry):
            continue
        try:
            there = ground.psa.read(row.psa_id, ground.link.psa_user)
        except MissingError:
            continue  # a list that is behind
        _save(entry, there, ground)


def look_again(
    entries: Iterable[Entry], days: Days, listed: Collection[str], ground: Ground
) -> None:
    """Let second rows be judged anew that stayed and that no list of their day shows any more."""
    policy = ground.observer.connection.settings.policy
    for entry in entries:
        unlisted = {
            one.psa_id
            for one in entry.seconds
            if one.kept_because is not None and one.work_date in days and one.psa_id not in listed
        }
        if unlisted:
            save_and_send(to_judge_again(entry, unlisted), policy, ground.effects, [])


def _is_strange(row: RemoteRow, entry: Entry) -> bool:
    if entry.intent is not None:
        return False
    if entry.deleted_at is not None:
        return entry.gone and entry.psa_id is None
    return entry.psa_id not in {None, row.psa_id}


def _save(entry: Entry, row: RemoteRow, ground: Ground) -> None:
    effects, policy = ground.effects, ground.observer.connection.settings.policy
    try:
        if entry.deleted_at is None:
            if noted_entry := save_second(entry, row, policy, effects):
                effects.queue.push([push_job(noted_entry)])
            return
        taken = policy.takes_from_psa
        changed, event = reappeared(entry, row, taken=taken, now=effects.clock())
        save(changed, policy, effects, [event])
    except (StaleError, PsaRowTakenError):
        log.info("an entry moved on, the next run looks again", extra={"entry": entry.id})
