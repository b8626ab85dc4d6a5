"""Reads of time entries no more than tells whether one is new, changed or gone."""

from datetime import UTC, date, datetime
from typing import Final

from psa_sync.connectors.connectwise.client import ConnectWiseClient
from psa_sync.connectors.connectwise.conditions import after, before, not_before, number_is
from psa_sync.connectors.connectwise.mapper import day_of
from psa_sync.connectors.connectwise.refusals import senseless
from psa_sync.connectors.connectwise.rows import PATH, records_of_days
from psa_sync.connectors.connectwise.schemas import Count, TimeEntry
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.reconcile_walk import RowStamp
from psa_sync.domain.work_dates import day_span
from psa_sync.ports import StampPage

FIELDS: Final = "id,member,timeStart,timeEnd,_info"
NEVER_BEHIND: Final = datetime(2100, 1, 1, tzinfo=UTC)
NEVER_AHEAD: Final = datetime(2000, 1, 1, tzinfo=UTC)


def stamps_of_days(
    client: ConnectWiseClient, person: PsaUser, first: date, last: date, page: str | None
) -> StampPage:
    """Stamps of the person's rows on these days, inclusive, in the person's zone."""
    records, following = records_of_days(client, person, (first, last), page, FIELDS)
    stamps = (_stamp(record, person) for record in records)
    return StampPage(tuple(one for one in stamps if first <= one.work_date <= last), following)


def count_of_days(client: ConnectWiseClient, person: PsaUser, first: date, last: date) -> int:
    """How many rows ConnectWise counts on these days."""
    start, end = day_span(first, last, person.time_zone)
    window = not_before("timeStart", start) & before("timeStart", end)
    where = number_is("member/id", int(person.id)) & window
    return client.get(f"{PATH}/count", Count, {"conditions": where.text}).count


def check_filters(client: ConnectWiseClient, person: PsaUser) -> None:
    """Ask for rows behind a day that is after the day they must be ahead of.

    Raises:
        TransientError: There were some.
    """
    nothing = after("timeStart", NEVER_BEHIND) & before("timeStart", NEVER_AHEAD)
    where = number_is("member/id", int(person.id)) & nothing
    if client.page(PATH, TimeEntry, where=where, fields="id", size=1, counted=False).records:
        raise senseless("rows although none can match", writes=False)


def _stamp(record: TimeEntry, person: PsaUser) -> RowStamp:
    day = day_of(record, person)
    if day is None:
        raise senseless("a row without a beginning", writes=False)
    return RowStamp(str(record.id), day, (record.info.last_updated if record.info else None) or "")
