"""Reads time entries back: one, those of some days, those changed since a moment."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from psa_sync.connectors.connectwise.client import ConnectWiseClient, Page
from psa_sync.connectors.connectwise.conditions import (
    Condition,
    after,
    after_day,
    before,
    before_day,
    not_before,
    number_in,
    number_is,
)
from psa_sync.connectors.connectwise.mapper import to_row
from psa_sync.connectors.connectwise.refusals import senseless
from psa_sync.connectors.connectwise.schemas import TIME_ENTRY_FIELDS, TimeEntry
from psa_sync.connectors.connectwise.sight import check_sees_all_time
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.errors import MissingError, TransientError
from psa_sync.domain.work_dates import day_span
from psa_sync.ports import RowPage

PATH: Final = "/time/entries"
PEOPLE_PER_CALL: Final = 50
"""Keeps the address below the 2,000 characters that the vendor recommends."""

OVERLAP: Final = timedelta(minutes=10)
"""Change stamps have whole seconds and commit out of order."""

FIRST_LOOK: Final = timedelta(days=1)
MARGIN: Final = timedelta(days=1)
"""Bounds on `timeStart` were seen to miss rows near them, so the question is a day wider."""

_INSTANTS: Final = "instants"
_DAYS: Final = "days"

STAMP_TOLERANCE: Final = timedelta(minutes=1)


def read(client: ConnectWiseClient, psa_id: str, person: PsaUser) -> RemoteRow:
    """Read one row.

    Raises:
        MissingError: There is none; ConnectWise was shown to be in its right mind by another call.
    """
    try:
        record = client.get(f"{PATH}/{int(psa_id)}", TimeEntry)
    except MissingError:
        # The cloud answers 404 for other reasons too; it is believed only beside a call that works.
        client.probe()
        raise
    row = to_row(record, person)
    if row is None or row.psa_id != psa_id:
        raise senseless("another row than the one asked for", writes=False)
    return row


def rows_of_days(
    client: ConnectWiseClient, person: PsaUser, first: date, last: date, page: str | None
) -> RowPage:
    """Rows of the person on these days, inclusive, in the person's zone."""
    records, following = records_of_days(client, person, (first, last), page, TIME_ENTRY_FIELDS)
    rows = [_row(record, person) for record in records]
    days = tuple(row for row in rows if first <= row.work_date <= last)
    return RowPage(days, following, _newest(rows))


def records_of_days(
    client: ConnectWiseClient,
    person: PsaUser,
    days: tuple[date, date],
    page: str | None,
    fields: str,
) -> tuple[tuple[TimeEntry, ...], str | None]:
    """Records of the person around these days, and where to go on.

    A page token is `{how the window is written}:{last id}`. Releases were seen that match no
    instant at all against `timeStart`, only days; so an empty first page is asked for again in
    days before it is believed.

    Args:
        client: Whom to ask.
        person: Whose records.
        days: First and last, in the person's zone; a day more is asked for on each side.
        page: A page token, or None.
        fields: At least id, member, timeStart and _info.
    """
    start, end = day_span(*days, person.time_zone)
    start, end = start - MARGIN, end + MARGIN
    form, _, last_id = (page or f"{_INSTANTS}:").partition(":")

    after_id = int(last_id) if last_id else None

    def where(form: str) -> Condition:
        window = (
            after("timeStart", start) & before("timeStart", end)
            if form == _INSTANTS
            else after_day("timeStart", start.date()) & before_day("timeStart", end.date())
        )
        return number_is("member/id", int(person.id)) & window

    def ask(form: str) -> Page[TimeEntry]:
        return client.page(
            PATH, TimeEntry, where=where(form), fields=fields, after=after_id, counted=False
        )

    found = ask(form)
    if page is None and not found.records:
        in_days = _unless_refused(lambda: ask(_DAYS))
        form, found = (form, found) if in_days is None else (_DAYS, in_days)
    if found.after is None:
        client.check_complete(PATH, where(form), after_id, len(found.records))
    if page is None and not found.records:
        check_sees_all_time(client)

    def in_window(record: TimeEntry) -> bool:
        at = record.time_start
        return at is not None and start - MARGIN <= _aware(at) <= end + MARGIN

    _check(found.records, {person.id: person}, in_window)
    return found.records, None if found.after is None else f"{form}:{found.after}"


def _unless_refused(ask: Callable[[], Page[TimeEntry]]) -> Page[TimeEntry] | None:
    """Ask; None where the release does not read such a filter."""
    try:
        return ask()
    except TransientError as error:
        if error.code != "psa_answer_senseless":
            raise
        return None


def changed_rows(
    client: ConnectWiseClient,
    people: Sequence[PsaUser],
    since: str | None,
    now: datetime,
    page: str | None,
) -> RowPage:
    """Rows of these people changed since the position, less the overlap.

    A page token is `{first person of the chunk}:{last id}`; people are asked for in chunks, by id.
    """
    ordered = sorted(people, key=lambda person: int(person.id))
    offset, last_id = _position(page)
    chunk = {person.id: person for person in ordered[offset : offset + PEOPLE_PER_CALL]}
    if not chunk:
        return RowPage((), None, None)
    start = (_instant(since) if since else now - FIRST_LOOK) - OVERLAP

    def changed(record: TimeEntry) -> bool:
        stamp = record.info.last_updated if record.info else None
        return stamp is None or _instant(stamp) >= start - STAMP_TOLERANCE

    where = not_before("lastUpdated", start) & number_in("member/id", map(int, chunk))
    found = client.page(PATH, TimeEntry, where=where, fields=TIME_ENTRY_FIELDS, after=last_id)
    _check(found.records, chunk, changed)
    if page is None and not found.records:
        check_sees_all_time(client)
    rows = tuple(_row(record, chunk[_owner(record)]) for record in found.records)
    return RowPage(rows, _next(found.after, offset, len(ordered)), _newest(rows))


def _check(
    records: Sequence[TimeEntry],
    people: Mapping[str, PsaUser],
    asked_for: Callable[[TimeEntry], bool],
) -> None:
    """Stop at the first record that the filter should have kept back.

    A PSA that ignores a filter once may do so always; nothing of such an answer is used.
    """
    for record in records:
        if _owner(record) not in people or not asked_for(record):
            raise senseless("a row that was not asked for", writes=False)
        if record.info is None or not record.info.last_updated:
            # It is asked for by name; without it no change of the row would ever be noticed.
            raise senseless("a row without its change stamp", writes=False)


def _owner(record: TimeEntry) -> str:
    return str(record.member.id if record.member else None)


def _row(record: TimeEntry, person: PsaUser) -> RemoteRow:
    row = to_row(record, person)
    if row is None:
        raise senseless("a row without a beginning", writes=False)
    return row


def _position(page: str | None) -> tuple[int, int | None]:
    offset, _, last_id = (page or "0:").partition(":")
    return int(offset), int(last_id) if last_id else None


def _next(last_id: int | None, offset: int, people: int) -> str | None:
    if last_id is not None:
        return f"{offset}:{last_id}"
    following = offset + PEOPLE_PER_CALL
    return f"{following}:" if following < people else None


def _newest(rows: Sequence[RemoteRow]) -> str | None:
    stamps = [row.last_updated for row in rows if row.last_updated]
    return max(stamps, key=_instant, default=None)


def _instant(stamp: str) -> datetime:
    try:
        return _aware(datetime.fromisoformat(stamp))
    except ValueError:
        raise senseless("a change stamp that is no instant", writes=False) from None


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
