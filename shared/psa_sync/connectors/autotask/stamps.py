"""Reads of time entries no more than tells whether one is new, changed or gone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import msgspec

from psa_sync.connectors.autotask import answers
from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.mapper import change_stamp, day_of
from psa_sync.connectors.autotask.query import Clause, Operator, Query
from psa_sync.connectors.autotask.schemas import TimeEntryStamp
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.reconcile_walk import RowStamp
from psa_sync.ports import StampPage

ONE_DAY: Final = timedelta(days=1)
NEVER_FROM: Final = date(2100, 1, 1)
NEVER_TO: Final = date(2000, 1, 1)


class TimeEntryStamps:
    """The tenant's time entries by id, day and change stamp."""

    def __init__(self, client: AutotaskClient) -> None:
        self._client = client

    def of_days(self, person: PsaUser, first: date, last: date, page: str | None) -> StampPage:
        """Read the stamps of these days; a day more on each side is asked for."""
        after = None if page is None else int(page)
        found = self._client.page(_query(person, first - ONE_DAY, last + ONE_DAY, after))
        stamps = [_stamp(row, person) for row in found.items]
        return StampPage(
            tuple(one for one in stamps if first <= one.work_date <= last),
            None if found.after is None else str(found.after),
        )

    def count(self, person: PsaUser, first: date, last: date) -> int:
        """Have Autotask count the rows of these days."""
        return self._client.count(_query(person, first, last))

    def check_filters(self, person: PsaUser) -> None:
        """Ask for rows from a day on that is behind the last day allowed.

        Raises:
            TransientError: There were some.
        """
        if self._client.page(_query(person, NEVER_FROM, NEVER_TO)).items:
            raise answers.senseless("time entries although none can match")


def _query(
    person: PsaUser, first: date, last: date, after: int | None = None
) -> Query[TimeEntryStamp]:
    return Query(
        TimeEntryStamp,
        (
            Clause("resource_id", Operator.EQUALS, int(person.id)),
            Clause("date_worked", Operator.AT_LEAST, _midnight(first)),
            Clause("date_worked", Operator.AT_MOST, _midnight(last)),
        ),
        after=after,
    )


def _stamp(row: TimeEntryStamp, person: PsaUser) -> RowStamp:
    try:
        return RowStamp(str(row.id), day_of(row, person), change_stamp(row) or "")
    except (msgspec.ValidationError, OverflowError):
        raise answers.senseless(f"time entry {row.id} with a time that is none") from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
