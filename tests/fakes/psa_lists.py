"""The lists of a PSA in memory, and the ways in which they do not tell the truth."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.errors import TransientError
from psa_sync.domain.reconcile_walk import RowStamp
from psa_sync.ports import RowPage, StampPage

OVERLAP = timedelta(minutes=10)


class PsaLists:
    """Lists of rows, page by page.

    Attributes:
        list_lag: Seconds for which a change stays out of lists.
        page_size: Rows and work items per page.
        ignores_filters: Lists show all rows there are, asked for or not.
        hides: Rows that we have no right to see, neither in lists nor by id.
        shows_at_most: Lists end after so many rows, without a word; None: they do not.
    """

    def __init__(self) -> None:
        self.list_lag: float = 0
        self.page_size = 100
        self.lists_well_again()

    def lists_well_again(self) -> None:
        """Show everything, and only what is asked for."""
        self.list_lag = 0
        self.ignores_filters = False
        self.hides: Callable[[RemoteRow], bool] = lambda _row: False
        self.shows_at_most: int | None = None

    def rows_of_days(self, person: PsaUser, first: date, last: date, page: str | None) -> RowPage:
        """See the port."""
        self._call("rows_of_days")
        return self._page(_booked_by(person, first, last), page)

    def stamps_of_days(
        self, person: PsaUser, first: date, last: date, page: str | None
    ) -> StampPage:
        """See the port."""
        self._call("stamps_of_days")
        found = self._page(_booked_by(person, first, last), page)
        stamps = (RowStamp(row.psa_id, row.work_date, row.last_updated) for row in found.rows)
        return StampPage(tuple(stamps), found.next_page)

    def count_of_days(self, person: PsaUser, first: date, last: date) -> int:
        """See the port."""
        self._call("count_of_days")
        return len(self._shown(_booked_by(person, first, last)))

    def check_filters(self, person: PsaUser) -> None:
        """See the port."""
        self._call("check_filters")
        if self._shown(lambda _row: False):
            message = "rows although none can match"
            raise TransientError(message, code="psa_answer_senseless")

    def changed_rows(
        self, people: Sequence[PsaUser], since: str | None, now: datetime, page: str | None
    ) -> RowPage:
        """See the port."""
        self._call("changed_rows")
        at = datetime.fromisoformat(since) - OVERLAP if since else now - timedelta(days=1)
        ids = {person.id for person in people}
        return self._page(lambda row: row.person_id in ids and row.last_updated >= stamp(at), page)

    def _call(self, name: str) -> None:
        """Count the call and let it fail if that is its lot."""
        raise NotImplementedError

    def _listed(self) -> list[RemoteRow]:
        """The rows that lists know of by now, in ascending id."""
        raise NotImplementedError

    def _shown(self, wanted: Callable[[RemoteRow], bool]) -> list[RemoteRow]:
        rows = [row for row in self._listed() if self.ignores_filters or wanted(row)]
        return [row for row in rows if not self.hides(row)][: self.shows_at_most]

    def _page(self, wanted: Callable[[RemoteRow], bool], page: str | None) -> RowPage:
        rest = [row for row in self._shown(wanted) if int(row.psa_id) > int(page or 0)]
        rows = tuple(rest[: self.page_size])
        more = rows[-1].psa_id if len(rest) > self.page_size else None
        return RowPage(rows, more, max((row.last_updated for row in rows), default=None))


def stamp(instant: datetime) -> str:
    """An instant as this PSA writes it."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _booked_by(person: PsaUser, first: date, last: date) -> Callable[[RemoteRow], bool]:
    return lambda row: row.person_id == person.id and first <= row.work_date <= last
