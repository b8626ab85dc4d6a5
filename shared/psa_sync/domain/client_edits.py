"""What a client may do to an entry: book, change, delete, and make a deleted one anew."""

from dataclasses import replace
from datetime import datetime

from psa_sync.domain.connection import PsaName
from psa_sync.domain.content import Content
from psa_sync.domain.correction import correction
from psa_sync.domain.entry import Entry, Origin
from psa_sync.domain.intents import with_receipt


class EditRefusedError(Exception):
    """The client's edit does not fit the entry as it stands.

    Attributes:
        code: `version_required`, `version_conflict`, `entry_locked` or `entry_deleted`.
        entry: The entry as it stands, None when there is none.
        detail: What somebody else would have to change in the PSA; empty where that is no help.
    """

    def __init__(self, code: str, entry: Entry | None, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.entry = entry
        self.detail = detail


def booked(
    account: str,
    user_id: str,
    app: PsaName,
    entry_id: str,
    content: Content,
    *,
    now: datetime,
    draft: bool = False,
) -> Entry:
    """Make a new entry; a draft is not sent before somebody says so."""
    return Entry(
        account=account,
        id=entry_id,
        user_id=user_id,
        app=app,
        origin=Origin.MEMTIME,
        local=content,
        version=1,
        created_at=now,
        updated_at=now,
        draft=draft,
    )


def edited(
    entry: Entry, content: Content, if_match: int | None, *, now: datetime, draft: bool = False
) -> Entry:
    """Give the entry new content; the same content again changes nothing.

    Raises:
        EditRefusedError: The version is missing or wrong, the PSA holds the row fast, or the
            entry was deleted.
    """
    if entry.deleted_at is not None:
        return _made_anew(replace(entry, draft=draft), content, if_match, now=now)
    if content == entry.local:
        return entry
    _check_version(entry, if_match)
    wanted = replace(entry, local=content, draft=draft)
    if entry.locked:
        raise EditRefusedError("entry_locked", entry, correction(wanted))
    return _changed(wanted, now=now)


def deleted(entry: Entry, if_match: int | None, *, now: datetime, draft: bool = False) -> Entry:
    """Turn the entry into a tombstone; a tombstone stays as it is.

    Raises:
        EditRefusedError: As for an edit.
    """
    if entry.deleted_at is not None:
        return entry
    _check_version(entry, if_match)
    wanted = replace(entry, deleted_at=now, draft=draft)
    if entry.locked:
        raise EditRefusedError("entry_locked", entry, correction(wanted))
    return _changed(wanted, now=now)


def _made_anew(entry: Entry, content: Content, if_match: int | None, *, now: datetime) -> Entry:
    if if_match != entry.version:
        raise EditRefusedError("entry_deleted", entry)
    # A row that is still bound or on its way is taken up again; otherwise it is a new making,
    # with a marker of its own, so that the old row can never be mistaken for it.
    free = entry.psa_id is None and entry.intent is None
    generation = entry.generation + 1 if free else entry.generation
    back = replace(entry, local=content, deleted_at=None, generation=generation)
    return _changed(back, now=now)


def _check_version(entry: Entry, if_match: int | None) -> None:
    if if_match is None:
        raise EditRefusedError("version_required", entry)
    if if_match != entry.version:
        raise EditRefusedError("version_conflict", entry)


def _changed(entry: Entry, *, now: datetime) -> Entry:
    """Count the change and give a refused or parked entry a fresh start.

    What the PSA counts differently is no refusal: it stays shown while the times stay as sent.
    """
    fresh = replace(
        entry,
        version=entry.version + 1,
        updated_at=now,
        problem=None,
        waiting_until=None,
        failures=0,
    )
    return with_receipt(fresh, now=now)
