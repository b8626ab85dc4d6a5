"""One person's reconciliation as it walks from days to days, and how two sets of rows compare."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from psa_sync.domain.entry import Entry
from psa_sync.domain.missing_rows import is_bound
from psa_sync.domain.plan import LOCKED_MISSING
from psa_sync.domain.reconcile import Reach, first_day
from psa_sync.domain.work_dates import work_date

_ONE_DAY: Final = timedelta(days=1)
MOST_CARRIED: Final = 2_000
"""Entry ids in one message, which may have 256 KB."""


class Depth(StrEnum):
    """Where a comparison of days begins; each level leads to the next where it differs."""

    COUNT = "count"
    STAMPS = "stamps"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Days:
    """Days that are compared together."""

    first: date
    last: date
    depth: Depth

    def __contains__(self, day: date) -> bool:
        """True for each of the days."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class RowStamp:
    """A row's id, day and change stamp, in the PSA's words."""

    psa_id: str
    work_date: date
    last_updated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Where a walk stands; what it carries fits into a queue message.

    Attributes:
        today: The day on which it began, in the person's zone.
        done: How many of its stretches of days are compared.
        known: Rows there should be in these.
        missing: Entries whose rows are not there, at most `MOST_CARRIED`.
        unnamed: How many more there are.
        seen: Entries that the brake holds and whose rows are there after all.
        witnessed: True when the PSA has shown a row of the person.
    """

    reach: Reach
    today: date
    done: int = 0
    known: int = 0
    missing: tuple[str, ...] = ()
    unnamed: int = 0
    seen: tuple[str, ...] = ()
    witnessed: bool = False

    def token(self) -> str:
        """The walk as text, for the next message."""
        return json.dumps(
            {
                "reach": self.reach,
                "today": self.today.isoformat(),
                "done": self.done,
                "known": self.known,
                "missing": self.missing,
                "unnamed": self.unnamed,
                "seen": self.seen,
                "witnessed": self.witnessed,
            }
        )

    @classmethod
    def from_token(cls, token: str) -> "Walk":
        """Read it back.

        Raises:
            ValueError, KeyError: It is none.
        """
        read = json.loads(token)
        return cls(
            reach=Reach(read["reach"]),
            today=date.fromisoformat(read["today"]),
            done=read["done"],
            known=read["known"],
            missing=tuple(read["missing"]),
            unnamed=read["unnamed"],
            seen=tuple(read["seen"]),
            witnessed=read["witnessed"],
        )

    @property
    def missed(self) -> int:
        """How many rows are not there."""
        return len(self.missing) + self.unnamed


def stretches(reach: Reach, today: date) -> list[Days]:
    """The walk's days, newest first: the open ones together, then by calendar month.

    Counts miss a delete beside a new row, and stamps of whole seconds a second change within one,
    so the widest reach does without them.
    """
    recent, all_rows = first_day(Reach.RECENT, today), reach is Reach.ALL
    found = [Days(recent, today + _ONE_DAY, Depth.ROWS if all_rows else Depth.STAMPS)]
    begin, last = first_day(reach, today), recent - _ONE_DAY
    while last >= begin:
        first = max(begin, last.replace(day=1))
        found.append(Days(first, last, Depth.ROWS if all_rows else Depth.COUNT))
        last = first - _ONE_DAY
    return found


def day_of(entry: Entry, time_zone: str) -> date:
    """The day on which the PSA counts the entry, as far as we know."""
    if entry.remote is not None:
        return entry.remote.work_date
    return work_date(entry.local.start, time_zone)


def watched(entries: Iterable[Entry], days: Days, time_zone: str) -> dict[str, Entry]:
    """The entries of these days that must have a row, by its id.

    What is being written or deleted right now is somebody else's to look after.
    """
    return {
        entry.psa_id: entry
        for entry in entries
        if entry.psa_id is not None
        and is_bound(entry)
        and not (entry.problem is not None and entry.problem.code == LOCKED_MISSING)
        and day_of(entry, time_zone) in days
    }


def changed(stamps: Collection[RowStamp], held: Mapping[str, Entry]) -> list[RowStamp]:
    """Stamps of rows that no entry has, or has otherwise."""
    return [stamp for stamp in stamps if not is_as_held(stamp, held.get(stamp.psa_id))]


def is_as_held(stamp: RowStamp, entry: Entry | None) -> bool:
    """True when the entry has this very row, unchanged."""
    return (
        entry is not None
        and entry.psa_id == stamp.psa_id
        and entry.missing is None
        and entry.remote is not None
        and entry.remote.last_updated == stamp.last_updated
    )
