"""What becomes of an entry whose row is gone from the PSA: evidence first, then the consequence."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from psa_sync.domain.content import group_hashes
from psa_sync.domain.entry import Base, Entry, Event, Missing, RemoteRow
from psa_sync.domain.intents import unbound
from psa_sync.domain.plan import MISSING

PROOFS: Final = 2
"""Looks that must find no row before anybody believes it."""


def looked_in_vain(entry: Entry, *, now: datetime, apart: timedelta) -> Entry:
    """Note that the PSA has no row by this id; the same object when the look does not count.

    Args:
        entry: Its row was asked for by id, beside a complete list and an answer about another row.
        now: UTC.
        apart: Looks nearer to each other than this are one look, e.g. of a job that ran twice.
    """
    former = entry.missing
    if former is None:
        return replace(entry, missing=Missing(first_seen=now, last_seen=now))
    if is_proven(entry) or now - former.last_seen < apart:
        return entry
    looked = replace(former, last_seen=now, looks=former.looks + 1)
    return replace(entry, missing=looked)


def is_bound(entry: Entry) -> bool:
    """True while the entry should have a row, and nobody is writing or deleting it.

    A delete that was held back or refused counts: its row may go without us, and then it is done.
    """
    leaves = entry.deleted_at is not None and entry.problem is None
    return entry.psa_id is not None and not leaves and entry.intent is None and not entry.gone


def is_proven(entry: Entry) -> bool:
    """True when there are enough looks to believe that the row is gone."""
    return entry.missing is not None and entry.missing.looks >= PROOFS


def seen_again(entry: Entry) -> Entry:
    """Drop the evidence, and the problem that came of it."""
    shown = entry.problem is not None and entry.problem.code in MISSING
    return replace(entry, missing=None, problem=None if shown else entry.problem)


def declared(entry: Entry, *, now: datetime) -> Entry:
    """Believe the evidence; the planner says what follows."""
    evidence = entry.missing or Missing(first_seen=now, last_seen=now)
    return replace(entry, missing=replace(evidence, declared_at=now))


def tombstoned(entry: Entry, *, now: datetime) -> tuple[Entry, Event]:
    """The delete in the PSA is a delete in Memtime.

    The evidence stays on the tombstone: should the row turn up again, it was no delete.
    """
    event = Event(at=now, what="deleted_in_psa", detail=_proof(entry))
    if entry.deleted_at is not None:
        return unbound(entry), event
    gone = replace(
        unbound(entry),
        missing=entry.missing,
        deleted_at=now,
        version=entry.version + 1,
        updated_at=now,
    )
    return gone, event


def made_anew(entry: Entry, *, now: datetime) -> tuple[Entry, Event]:
    """What Memtime has goes out again, under a marker that no earlier row can carry."""
    event = Event(at=now, what="made_anew", detail=_proof(entry))
    return replace(unbound(entry), generation=entry.generation + 1), event


def reappeared(entry: Entry, row: RemoteRow, *, taken: bool, now: datetime) -> tuple[Entry, Event]:
    """A row that was proven gone is there again, e.g. since we had lost the right to see it.

    The entry comes back with it, unless nothing is taken from the PSA: then it is only tied to its
    row again, and Memtime's delete goes out.
    """
    stored = group_hashes(row.content)
    tied = replace(
        entry,
        missing=None,
        psa_id=row.psa_id,
        remote=row,
        base=Base(local=stored, remote=stored),
        rounded_to=None,
        generation=row.marker.generation if row.marker else entry.generation,
    )
    back = replace(
        tied, local=row.content, version=entry.version + 1, updated_at=now, deleted_at=None
    )
    back = back if taken else tied
    return back, Event(at=now, what="reappeared", detail={"psaId": row.psa_id})


def _proof(entry: Entry) -> dict[str, str]:
    proof = {"psaId": entry.psa_id or ""}
    if entry.missing is not None:
        proof["firstMissed"] = entry.missing.first_seen.isoformat()
        proof["lastMissed"] = entry.missing.last_seen.isoformat()
        proof["looks"] = str(entry.missing.looks)
    return proof
