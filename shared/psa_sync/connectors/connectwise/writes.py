"""Makes, changes and removes time entries; a refusal without a clear reason is looked into."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar

import msgspec

from psa_sync.connectors.connectwise import rows
from psa_sync.connectors.connectwise.client import ConnectWiseClient
from psa_sync.connectors.connectwise.conditions import number_is
from psa_sync.connectors.connectwise.mapper import (
    OPEN_STATUSES,
    deducted,
    replacement,
    to_changes,
    to_row,
    to_time_entry,
)
from psa_sync.connectors.connectwise.refusal_words import UNEXPLAINED
from psa_sync.connectors.connectwise.refusals import InUseError, rejected, senseless
from psa_sync.connectors.connectwise.schemas import MemberSheet, Record, TimeEntry
from psa_sync.connectors.connectwise.targets import Target
from psa_sync.connectors.connectwise.work_items import closed_reason
from psa_sync.connectors.http import Response
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import GROUP_FIELDS, Group
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.errors import MissingError, RejectedError, SyncError
from psa_sync.ports import Draft, Written

T = TypeVar("T")
LOCKED: Final = "entry_locked"
UNCERTAIN: Final = frozenset({UNEXPLAINED, LOCKED})
"""Refusals that are looked into: of a lock it is not said whether the row or the week has it."""


def create(client: ConnectWiseClient, draft: Draft) -> Written:
    """Make the row, once.

    Raises:
        RejectedError: ConnectWise refused; nothing was committed.
        InDoubtError: The outcome is unknown.
    """
    return _with_role_that_fits(draft, lambda draft: _create(client, draft))


def _create(client: ConnectWiseClient, draft: Draft) -> Written:
    body = to_time_entry(draft)
    try:
        answer = _explained(
            lambda: client.post(rows.PATH, body),
            lambda: _target_problem(client, draft) or _week_problem(client, draft),
        )
    except RejectedError as refused:
        if refused.code != LOCKED:
            raise
        # There is no row yet that could be locked: what is submitted or approved is the week.
        raise _known("period_closed", refused.vendor_words, refused.request_id) from None
    written = _written(answer, draft.person)
    if written.row is not None and _break_was_ignored(written.row, draft):
        return _with_break(client, written, draft)
    return written


def update(
    client: ConnectWiseClient, psa_id: str, draft: Draft, groups: frozenset[Group]
) -> Written:
    """Set the listed groups to absolute values.

    Some changes are answered with 200 and ignored, so an answer that does not show what was asked
    is not handed on as the stored row, and the caller reads it.

    Raises:
        RejectedError, InDoubtError: As above.
        MissingError: There is no such row.
    """
    return _with_role_that_fits(draft, lambda draft: _update(client, psa_id, draft, groups))


def _update(
    client: ConnectWiseClient, psa_id: str, draft: Draft, groups: frozenset[Group]
) -> Written:
    changes = to_changes(draft, groups)
    if not changes:
        return Written(psa_id, None)
    path = f"{rows.PATH}/{int(psa_id)}"

    def explain() -> str | None:
        if rows.read(client, psa_id, draft.person).locked:
            return LOCKED
        problem = _target_problem(client, draft) if Group.TARGET in groups else None
        return problem or (_week_problem(client, draft) if Group.TIME in groups else None)

    try:
        answer = _explained(lambda: _patch(client, path, changes), explain)
    except MissingError:
        rows.read(client, psa_id, draft.person)
        # The row is there, so what ConnectWise does not know is what it was to be moved to.
        raise RejectedError("work_item_missing") from None
    written = _written(answer, draft.person)
    took = written.row is not None and _took(written.row, draft, groups)
    return Written(psa_id, written.row if took else None, written.request_id)


def delete(client: ConnectWiseClient, psa_id: str) -> str | None:
    """Remove the row; one that is gone already counts as removed.

    Returns:
        ConnectWise's own id of the call.

    Raises:
        RejectedError, InDoubtError: As above.
    """
    path = f"{rows.PATH}/{int(psa_id)}"

    def explain() -> str | None:
        nobody = PsaUser(id="0", user_name="", name="", time_zone="UTC")
        return LOCKED if rows.read(client, psa_id, nobody).locked else None

    try:
        return _explained(lambda: client.delete(path), explain).request_id
    except MissingError:
        client.probe()
        return None


def _with_role_that_fits(draft: Draft, write: Callable[[Draft], Written]) -> Written:
    """Write with the connection's usual role; without it where ConnectWise refuses that one role.

    A refusal commits nothing, and which roles go with a ticket's location only the write tells.
    Without a role ConnectWise takes the ticket's, or the member's own.
    """
    try:
        return write(draft)
    except RejectedError as refused:
        usual = draft.content.work_role_id is None and draft.usual_role_id is not None
        if not (usual and refused.code == "work_role_invalid"):
            raise
        return write(replace(draft, usual_role_id=None))


def _patch(client: ConnectWiseClient, path: str, changes: list[dict[str, object]]) -> Response:
    """Change fields; where a tenant wants custom fields named in every change, name none of them.

    An empty list leaves their values as they are. A refusal commits nothing, and the values are
    absolute, so asking a second time does no harm.
    """
    try:
        return client.patch(path, changes)
    except RejectedError as refused:
        if "customfields" not in refused.vendor_words.casefold():
            raise
        return client.patch(path, [*changes, replacement("customFields", [])])


def _explained(write: Callable[[], T], look: Callable[[], str | None]) -> T:
    """Write; when the refusal names no certain reason, look at what it may be about.

    ConnectWise's texts for locked rows and closed tickets are undocumented and may change, and a
    409 may mean a lock that never ends.
    """
    try:
        return write()
    except RejectedError as refused:
        code = _seen(look) if refused.code in UNCERTAIN else None
        if code is None:
            raise
        raise _known(code, refused.vendor_words, refused.request_id) from None
    except InUseError as held:
        code = _seen(look)
        if code is None:
            raise
        raise _known(code, "", held.request_id) from None


def _known(code: str, words: str, request_id: str | None) -> RejectedError:
    error = rejected(code, words)
    error.request_id = request_id
    return error


def _seen(look: Callable[[], str | None]) -> str | None:
    try:
        return look()
    except SyncError:
        return None


def _target_problem(client: ConnectWiseClient, draft: Draft) -> str | None:
    target = Target.of(draft.content.work_item_id)
    if target.kind not in {"service_ticket", "project_ticket"}:
        return None
    try:
        return "work_item_closed" if closed_reason(client, target) else None
    except MissingError:
        return "work_item_missing"


def _week_problem(client: ConnectWiseClient, draft: Draft) -> str | None:
    """Look at the person's timesheet of the day: a submitted one takes no more rows."""
    member, day = int(draft.person.id), draft.work_date.isoformat()
    theirs, fields = number_is("member/id", member), "id,member,dateStart,dateEnd,status"
    sheets = client.all_records("/time/sheets", MemberSheet, where=theirs, fields=fields)
    statuses = [
        sheet.status
        for sheet in sheets
        # A filter may have been ignored, and somebody else's week explains nothing.
        if sheet.member is not None
        and sheet.member.id == member
        and (sheet.date_start or "")[:10] <= day <= (sheet.date_end or "")[:10]
    ]
    closed = any(status and status not in OPEN_STATUSES for status in statuses)
    return "period_closed" if closed else None


def _written(answer: Response, person: PsaUser) -> Written:
    """Read what a write answered: the stored row, or at least its id."""
    for shape in (TimeEntry, Record):
        try:
            record = msgspec.json.decode(answer.body, type=shape)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
        if record.id > 0:
            row = to_row(record, person) if isinstance(record, TimeEntry) else None
            return Written(str(record.id), row, answer.request_id)
    error = senseless("no row with an id", writes=True)
    error.request_id = answer.request_id
    raise error


def _break_was_ignored(row: RemoteRow, draft: Draft) -> bool:
    return bool(deducted(draft)) and row.content.break_seconds == 0


def _with_break(client: ConnectWiseClient, written: Written, draft: Draft) -> Written:
    """Set the break of a row whose creation ignored it, as some releases do.

    The row exists whatever happens here, so a failure is not an error of the creation: the engine
    reads the row back and sees what is missing.
    """
    change = [replacement("hoursDeduct", float(deducted(draft)))]
    try:
        answer = _patch(client, f"{rows.PATH}/{written.psa_id}", change)
        return replace(_written(answer, draft.person), request_id=written.request_id)
    except SyncError:
        return Written(written.psa_id, None, written.request_id)


def _took(row: RemoteRow, draft: Draft, groups: frozenset[Group]) -> bool:
    """Tell whether the answered row shows what was asked, but for what was left to the PSA."""
    return all(
        _same(getattr(row.content, name), getattr(draft.content, name))
        for group in groups & {Group.TIME, Group.TARGET, Group.NOTES}
        for name in GROUP_FIELDS[group]
        if name != "break_seconds"
    )


def _same(stored: object, asked: object) -> bool:
    if asked is None:
        return True
    if isinstance(asked, datetime):
        return isinstance(stored, datetime) and stored == asked.replace(microsecond=0)
    return stored == asked
