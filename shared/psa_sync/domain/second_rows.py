"""Second rows of an entry in the PSA: which rows are one, which may be removed, and what is shown.

A create that the PSA commits later than the settle wait leaves two rows with one marker, both made
by us. Only the row that the entry is not tied to may go, and only while it is as we sent it.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from psa_sync.domain.content import Group, group_hashes
from psa_sync.domain.entry import Entry, RemoteRow, SecondRow
from psa_sync.domain.intents import STORED_DIFFERENTLY, with_receipt
from psa_sync.domain.problem import Problem

DUPLICATE: Final = "duplicate_row"
DUPLICATE_LOCKED: Final = "duplicate_row_locked"
DUPLICATES: Final = frozenset({DUPLICATE, DUPLICATE_LOCKED})
LOCKED, EDITED, BOUND = "locked", "edited", "bound"
UNSURE, REFUSED = "unsure", "refused"
REASONS: Final[dict[str, str]] = {
    LOCKED: "it is submitted, approved or billed",
    EDITED: "it does not say what we sent",
    BOUND: "it was the entry's own row before",
    UNSURE: "it is not certain that we made it",
    REFUSED: "the PSA does not let us delete it",
}
"""Why a second row stays, in words that go on from "row 90342 of 2026-09-24: "."""


def carries_marker_of(entry: Entry, row: RemoteRow) -> bool:
    """True when the row was made for this entry, in this making or an earlier one."""
    marker = row.marker
    if marker is None or marker.entry_id != entry.id:
        return False
    return marker.generation <= entry.generation


def is_second(entry: Entry, row: RemoteRow) -> bool:
    """True when the entry cannot be tied to this row any more, although it carries its marker.

    Args:
        entry: The entry of the row's marker.
        row: A row of ours that no entry is or ever was tied to.
    """
    if not carries_marker_of(entry, row):
        return False
    if entry.psa_id is not None:
        return row.psa_id != entry.psa_id
    return entry.gone or row.marker != entry.marker


def noted(entry: Entry, row: RemoteRow, *, now: datetime) -> Entry:
    """Write down that there is a second row; the same object when it is known as it is."""
    known = {one.psa_id: one for one in entry.seconds}
    former = known.get(row.psa_id)
    if former is not None and former.fingerprint == row.fingerprint():
        return entry
    known[row.psa_id] = SecondRow(
        psa_id=row.psa_id,
        work_date=row.work_date,
        fingerprint=row.fingerprint(),
        found_at=former.found_at if former else now,
    )
    return replace(entry, seconds=tuple(known[psa_id] for psa_id in sorted(known)))


def to_judge_again(entry: Entry, psa_ids: Collection[str]) -> Entry:
    """Doubt what was decided of these rows, e.g. since no list shows them any more."""
    seconds = tuple(
        replace(one, kept_because=None, words="") if one.psa_id in psa_ids else one
        for one in entry.seconds
    )
    return replace(entry, seconds=seconds)


def without_second(entry: Entry, psa_id: str) -> Entry:
    """Strike the row off; it is gone, or a row of its own."""
    return replace(entry, seconds=tuple(one for one in entry.seconds if one.psa_id != psa_id))


def with_verdict(entry: Entry, row: RemoteRow, reason: str, words: str = "") -> Entry:
    """Note why the row stays."""
    kept = SecondRow(
        psa_id=row.psa_id,
        work_date=row.work_date,
        fingerprint=row.fingerprint(),
        found_at=next(one.found_at for one in entry.seconds if one.psa_id == row.psa_id),
        kept_because=reason,
        words=_words(entry, row, reason, words),
    )
    seconds = tuple(kept if one.psa_id == row.psa_id else one for one in entry.seconds)
    return replace(entry, seconds=seconds)


def reason_to_keep(
    entry: Entry, row: RemoteRow, person_id: str, *, surely_ours: bool
) -> str | None:
    """Why this second row must not be removed; None when nothing speaks for it.

    Args:
        entry: The entry of the row's marker.
        row: As it was read right now.
        person_id: The PSA's id of the person whose entry it is.
        surely_ours: True when the PSA names our own API user as the row's creator.
    """
    if row.locked:
        return LOCKED
    if not surely_ours:
        return UNSURE
    return None if row.person_id == person_id and _is_as_sent(entry, row) else EDITED


def _is_as_sent(entry: Entry, row: RemoteRow) -> bool:
    """True when each group of the row is one that we sent, or the PSA's own words of it."""
    known = list(entry.sent_before)
    if entry.base is not None:
        known += [one for one in (entry.base.local, entry.base.remote) if one is not None]
    stored = group_hashes(row.content)
    return all(any(group not in stored.differing(one) for one in known) for group in Group)


def with_second_rows(entry: Entry, *, now: datetime) -> Entry:
    """Show the second rows that stay, unless a problem holds the entry itself back.

    Other hours in the PSA than were booked hold nothing back either: both are told together.
    """
    shown = _problem_of(entry, now)
    if entry.problem is None:
        return entry if shown is None else replace(entry, problem=shown)
    if shown is None or entry.problem == shown or entry.problem.code not in _GIVES_WAY:
        return entry
    return replace(entry, problem=shown)


def is_over(entry: Entry) -> bool:
    """True when no second row stays any more."""
    return not _staying(entry)


_GIVES_WAY: Final = DUPLICATES | {STORED_DIFFERENTLY}


def _staying(entry: Entry) -> list[SecondRow]:
    return [one for one in entry.seconds if one.kept_because is not None]


def _problem_of(entry: Entry, now: datetime) -> Problem | None:
    stay = _staying(entry)
    if not stay:
        return None
    receipt = with_receipt(replace(entry, problem=None), now=now).problem
    details = [one.words for one in stay] + ([receipt.detail] if receipt else [])
    locked = any(one.kept_because == LOCKED for one in stay)
    return Problem(
        code=DUPLICATE_LOCKED if locked else DUPLICATE,
        since=min(one.found_at for one in stay),
        detail="; ".join(details),
    )


def _words(entry: Entry, row: RemoteRow, reason: str, words: str) -> str:
    sheet = f", timesheet {row.timesheet}" if row.timesheet else ""
    beside = f", beside row {entry.psa_id}" if entry.psa_id else ""
    told = words or (row.status if reason == LOCKED else "")
    closing = f" ({told})" if told else ""
    named = f"row {row.psa_id} of {row.work_date.isoformat()}{sheet}{beside}"
    return f"{named}: {REASONS[reason]}{closing}"
