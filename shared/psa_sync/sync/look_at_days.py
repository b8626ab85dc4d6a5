"""Hold a person's entries against the rows that the PSA has now; nothing is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from psa_sync.domain.connection import UserLink
from psa_sync.domain.entry import Entry, RemoteRow
from psa_sync.domain.errors import MissingError, TransientError
from psa_sync.domain.second_rows import is_second
from psa_sync.domain.timesheet import Sides, as_known
from psa_sync.domain.timesheet_causes import (
    ADDED,
    BEFORE_IMPORT,
    CHANGED,
    DELETED,
    HIDDEN,
    SECOND_ROW,
    known_row,
)
from psa_sync.domain.work_dates import work_date
from psa_sync.ports import PsaConnector
from psa_sync.sync.effects import Effects
from psa_sync.sync.observe_rows import Observer

ONE_DAY: Final = timedelta(days=1)
"""A row may have been moved over midnight."""
MOST_LOOKS: Final = 25
"""Calls for rows that a list does not show; beyond that the list is believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """One look at some days of one person.

    Attributes:
        held: The person's entries around these days, by id.
        first: First day.
        last: Last day, inclusive.
    """

    link: UserLink
    psa: PsaConnector
    observer: Observer
    held: Mapping[str, Entry]
    first: date
    last: date

    @property
    def effects(self) -> Effects:
        """The ports."""
        return self.observer.effects


def sides_now(glance: Glance) -> list[Sides]:
    """Both sides of every entry and row of these days.

    Raises:
        TransientError: The PSA or our own store did not answer, or there is no time to ask.
        CredentialsError: The PSA refuses the key.
    """
    rows = list(_rows(glance))
    owners = _owners(rows, glance)
    found = [_of_row(row, owners.get(row.psa_id), glance) for row in rows]
    matched = {sides.entry.id for sides in found if sides.entry is not None}
    rest = [entry for entry in glance.held.values() if entry.id not in matched]
    return found + list(_without_a_listed_row(rest, glance))


def _check_time(glance: Glance) -> None:
    """Ask only while the answer can still be told.

    Raises:
        TransientError: There is too little time.
    """
    if glance.effects.remaining() < glance.effects.limits.call:
        message = "no time is left to ask the PSA"
        raise TransientError(message)


def _rows(glance: Glance) -> Iterator[RemoteRow]:
    page: str | None = None
    while True:
        _check_time(glance)
        found = glance.psa.rows_of_days(
            glance.link.psa_user, glance.first - ONE_DAY, glance.last + ONE_DAY, page
        )
        yield from found.rows
        page = found.next_page
        if page is None:
            return


def _owners(rows: Sequence[RemoteRow], glance: Glance) -> dict[str, Entry]:
    """The person's entry of each row, where there is one: tied to it, or named by our marker."""
    observer, link = glance.observer, glance.link
    tied = {entry.psa_id: entry.id for entry in glance.held.values() if entry.psa_id}
    others = [row for row in rows if row.psa_id not in tied]
    ids = observer.entry_ids(others, observer.mapped(others))
    further = sorted(set(ids.values()) - glance.held.keys())
    entries = {**glance.held, **glance.effects.entries.get_many(link.account, further)}
    owned = {row.psa_id: entries.get(tied.get(row.psa_id) or ids[row.psa_id]) for row in rows}
    return {
        psa_id: entry
        for psa_id, entry in owned.items()
        if entry is not None and (entry.app, entry.user_id) == (link.app, link.user_id)
    }


def _of_row(row: RemoteRow, entry: Entry | None, glance: Glance) -> Sides:
    if entry is None:
        early = row.work_date < _imported_since(glance)
        cause = BEFORE_IMPORT if early else ADDED
        return Sides(entry=None, known=None, there=row, since_then=cause)
    if entry.psa_id == row.psa_id:
        return _of_its_own(entry, row)
    if entry.psa_id is None and entry.deleted_at is None and not is_second(entry, row):
        # A create whose answer is still out: it has arrived.
        return Sides(entry=entry, known=row, there=row)
    return Sides(entry=None, known=None, there=row, since_then=SECOND_ROW, entry_id=entry.id)


def _of_its_own(entry: Entry, row: RemoteRow) -> Sides:
    """A list may be older than what we read back; and a write that is under way is no edit."""
    if entry.remote is None or entry.writes_its_row:
        return Sides(entry=entry, known=row, there=row)
    if row.last_updated.rstrip("Z") < entry.remote.last_updated.rstrip("Z"):
        return as_known(entry)
    return Sides(entry=entry, known=known_row(entry), there=row, since_then=CHANGED)


def _imported_since(glance: Glance) -> date:
    """The first day whose rows are brought to Memtime."""
    linked = work_date(glance.link.linked_at, glance.link.psa_user.time_zone)
    return linked - timedelta(days=glance.effects.limits.backfill_days)


def _without_a_listed_row(entries: Sequence[Entry], glance: Glance) -> Iterator[Sides]:
    looks = 0
    for entry in entries:
        if not _should_be_listed(entry, glance):
            yield as_known(entry)
            continue
        looks += 1
        yield _looked_for(entry, glance) if looks <= MOST_LOOKS else _gone(entry, DELETED)


def _should_be_listed(entry: Entry, glance: Glance) -> bool:
    if entry.psa_id is None or entry.gone:
        return False
    day = entry.remote.work_date if entry.remote else glance.first
    return glance.first - ONE_DAY <= day <= glance.last + ONE_DAY


def _looked_for(entry: Entry, glance: Glance) -> Sides:
    """Ask for the row itself: a list may be behind, and a row may have moved or be hidden."""
    _check_time(glance)
    try:
        row = glance.psa.read(entry.psa_id or "", glance.link.psa_user)
    except MissingError:
        return _gone(entry, DELETED)
    except TransientError as error:
        if error.code != "permission_missing":
            raise
        return _gone(entry, HIDDEN)
    mine = row.person_id == glance.link.psa_user.id
    return _of_its_own(entry, row) if mine else _gone(entry, CHANGED)


def _gone(entry: Entry, cause: str) -> Sides:
    return Sides(entry=entry, known=known_row(entry), there=None, since_then=cause)
