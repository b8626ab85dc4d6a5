"""Reads time entries: one, those of some days, those that changed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import msgspec

from psa_sync.connectors.autotask import answers
from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.mapper import change_stamp, to_row
from psa_sync.connectors.autotask.query import (
    IN_VALUES,
    Clause,
    Operator,
    Query,
    instant,
)
from psa_sync.connectors.autotask.schemas import TimeEntry
from psa_sync.connectors.autotask.sight import Sight
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.errors import MissingError
from psa_sync.ports import RowPage

OVERLAP: Final = timedelta(minutes=15)
"""Rows may become visible that much later than their stamp says."""
FIRST_LOOK: Final = timedelta(days=1)
ONE_DAY: Final = timedelta(days=1)


class TimeEntries:
    """The tenant's time entries, as far as Autotask shows them to us."""

    def __init__(self, client: AutotaskClient, sight: Sight) -> None:
        self._client = client
        self._sight = sight

    def row(self, psa_id: str) -> TimeEntry:
        """Read one row as Autotask has it.

        Raises:
            MissingError: There is none, and Autotask shows us others, or would.
            TransientError: It shows us none, but perhaps because it shows us nothing, or nothing
                that is not billed.
        """
        row = self._client.item(TimeEntry, int(psa_id))
        if row is not None:
            return row
        self._sight.check_absence()
        message = f"Autotask has no time entry {psa_id}"
        raise MissingError(message)

    def read(self, psa_id: str, person: PsaUser) -> RemoteRow:
        """Read one row in our words.

        Raises:
            MissingError: As above.
        """
        return _in_our_words(self.row(psa_id), person)

    def of_days(self, person: PsaUser, first: date, last: date, page: str | None) -> RowPage:
        """Read the person's rows of these days; a day more on each side is asked for."""
        found = self._client.page(
            Query(
                TimeEntry,
                (
                    Clause("resource_id", Operator.EQUALS, int(person.id)),
                    Clause("date_worked", Operator.AT_LEAST, _midnight(first - ONE_DAY)),
                    Clause("date_worked", Operator.AT_MOST, _midnight(last + ONE_DAY)),
                ),
                after=None if page is None else int(page),
            )
        )
        if page is None and not found.items:
            self._sight.check_any()
        rows = [_in_our_words(row, person) for row in found.items]
        return RowPage(
            tuple(row for row in rows if first <= row.work_date <= last),
            None if found.after is None else str(found.after),
            _newest(found.items),
        )

    def changed(
        self, people: Sequence[PsaUser], since: str | None, now: datetime, page: str | None
    ) -> RowPage:
        """Read the rows of these people that changed.

        People are asked about in groups, in ascending id; a page's name is the group's first
        person and the last row seen, so that people may come and go between two pages.
        """
        first, after = _place(page)
        by_id = {int(person.id): person for person in people}
        waiting = sorted(person_id for person_id in by_id if person_id >= first)
        group, rest = tuple(waiting[:IN_VALUES]), waiting[IN_VALUES:]
        if not group:
            return RowPage((), None, None)
        found = self._client.page(
            Query(
                TimeEntry,
                (
                    Clause("last_modified_date_time", Operator.AT_LEAST, _begin(since, now)),
                    Clause("resource_id", Operator.ONE_OF, group),
                ),
                after=after,
            )
        )
        if page is None and not found.items:
            self._sight.check_any()
        rows = tuple(_in_our_words(row, by_id[row.resource_id]) for row in found.items)
        following = f"{rest[0]}:" if rest else None
        if found.after is not None:
            following = f"{group[0]}:{found.after}"
        return RowPage(rows, following, _newest(found.items))


def _in_our_words(row: TimeEntry, person: PsaUser) -> RemoteRow:
    try:
        return to_row(row, person)
    except (msgspec.ValidationError, OverflowError):
        raise answers.senseless(f"time entry {row.id} with a time that is none") from None


def _place(page: str | None) -> tuple[int, int | None]:
    first, _, after = (page or "").partition(":")
    return int(first or 0), int(after) if after else None


def _begin(since: str | None, now: datetime) -> datetime:
    return now - FIRST_LOOK if since is None else instant(since) - OVERLAP


def _newest(rows: Sequence[TimeEntry]) -> str | None:
    stamps = [stamp for stamp in map(change_stamp, rows) if stamp]
    return max(stamps, key=instant) if stamps else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
