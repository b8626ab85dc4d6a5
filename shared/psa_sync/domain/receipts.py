"""What the PSA made of what was sent to it, where that is something else."""

from collections.abc import Callable, Iterator
from typing import Final
from unicodedata import combining, normalize

from psa_sync.domain.content import Billable, Content, Group, group_hashes
from psa_sync.domain.entry import Base, Entry, RemoteRow
from psa_sync.domain.hours import rounded, seconds_of
from psa_sync.domain.work_dates import work_date

HOURS_TOLERANCE_SECONDS: Final = 18
"""Half of 0.01 h: a PSA that keeps hundredths cannot be nearer than this."""


def stored_differently(entry: Entry) -> str:
    """Say in what the PSA's row differs from what was sent, empty where it does not.

    A group is compared while it stands on both sides as it was when both were last equal: what
    either side changed since then is an edit, and the next write is compared again. A choice that
    was left to the PSA is no difference.
    """
    row, base = entry.remote, entry.base
    if row is None or base is None or entry.deleted_at is not None:
        return ""
    return "; ".join(_differences(entry, row, base))


def _differences(entry: Entry, row: RemoteRow, base: Base) -> Iterator[str]:
    local, stored = group_hashes(entry.local), group_hashes(row.content)
    moved = local.differing(base.local)
    if Group.TIME not in moved and row.times_known and _counts_otherwise(entry, row):
        yield f"the PSA has {row.hours} h on {row.work_date.isoformat()}"
    moved |= frozenset(Group) if base.remote is None else stored.differing(base.remote)
    for group, is_unlike, words in _COMPARED:
        if group not in moved and is_unlike(entry.local, row.content):
            yield words


def _counts_otherwise(entry: Entry, row: RemoteRow) -> bool:
    sent = rounded(entry.local.duration_seconds, entry.rounded_to)
    off = abs(seconds_of(row.hours) - sent)
    day = work_date(entry.local.start, row.content.time_zone)
    return off > HOURS_TOLERANCE_SECONDS or day != row.work_date


def _letters(text: str) -> str:
    """The letters and digits: blanks, newlines, accents and signs are put into a PSA's own form."""
    plain = normalize("NFKD", text)
    return "".join(one for one in plain if one.isalnum() and not combining(one)).casefold()


def _other_notes(local: Content, stored: Content) -> bool:
    return any(
        _letters(mine) != _letters(theirs)
        for mine, theirs in (
            (local.notes, stored.notes),
            (local.internal_notes, stored.internal_notes),
        )
    )


def _other_billing(local: Content, stored: Content) -> bool:
    return local.billable not in {Billable.DEFAULT, stored.billable}


def _other_type(local: Content, stored: Content) -> bool:
    return local.work_type_id not in {None, stored.work_type_id}


def _other_role(local: Content, stored: Content) -> bool:
    return local.work_role_id not in {None, stored.work_role_id}


def _other_item(local: Content, stored: Content) -> bool:
    return local.work_item_id != stored.work_item_id


_COMPARED: Final[tuple[tuple[Group, Callable[[Content, Content], bool], str], ...]] = (
    (Group.TARGET, _other_item, "the PSA has it on another work item"),
    (Group.TARGET, _other_type, "the PSA has another work type"),
    (Group.TARGET, _other_role, "the PSA has another role"),
    (Group.BILLABLE, _other_billing, "the PSA bills it otherwise"),
    (Group.NOTES, _other_notes, "the PSA has other notes"),
)
