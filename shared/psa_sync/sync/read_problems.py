"""List what does not work: of a technician's own entries, or of a whole account."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from psa_sync.domain.connection import Connection, ConnectionStatus, PsaName
from psa_sync.domain.problem import Problem
from psa_sync.sync.brake import connection_problems
from psa_sync.sync.effects import Effects
from psa_sync.sync.read_entries import Viewer
from psa_sync.sync.read_health import connection_now
from psa_sync.sync.refusal import RefusedError

_LIST: Final = "problems"
"""Begins every cursor of this list, so that one of another list is not taken for it."""

STATUS_CODES: Final[dict[ConnectionStatus, str | None]] = {
    ConnectionStatus.ACTIVE: None,
    ConnectionStatus.RATE_LIMITED: "psa_rate_limited",
    ConnectionStatus.PSA_DOWN: "psa_unreachable",
    ConnectionStatus.AUTH_FAILED: "credentials_refused",
    ConnectionStatus.PERMISSION_LOST: "permission_missing",
    ConnectionStatus.PAUSED: "connection_paused",
    ConnectionStatus.REMOVED: None,  # somebody wanted it so
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A problem and what has it: an entry of a user, a user, or, with neither, the connection."""

    app: PsaName
    problem: Problem
    entry_id: str | None = None
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class TroublePage:
    """Some problems and where to go on; `cursor` is None at the end."""

    items: tuple[Trouble, ...]
    cursor: str | None


def read_problems(
    viewer: Viewer, *, app: PsaName | None, cursor: str | None, limit: int, effects: Effects
) -> TroublePage:
    """Page through the problems that the viewer may see; connections come first, for admins.

    Args:
        viewer: A member sees the own entries' problems, an admin the account's.
        app: Of one connected app only; None for all.
        cursor: Where the last page ended.
        limit: How many entries at most; a page of one app may hold fewer before the end.
        effects: The ports.

    Raises:
        RefusedError: The cursor is not one of ours.
    """
    user_id, place = None if viewer.is_admin else viewer.user_id, _parse(cursor)
    page = effects.entries.with_problems(viewer.account, user_id=user_id, cursor=place, limit=limit)
    of_entries = [
        Trouble(app=entry.app, problem=entry.problem, entry_id=entry.id, user_id=entry.user_id)
        for entry in page.entries
        if entry.problem is not None and app in {None, entry.app}
    ]
    first = _beside_entries(viewer, app, effects) if cursor is None else []
    following = json.dumps([_LIST, page.cursor]) if page.cursor is not None else None
    return TroublePage((*first, *of_entries), following)


def _parse(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    try:
        name, place = json.loads(cursor)
    except (ValueError, TypeError, RecursionError):
        raise RefusedError("cursor_invalid", field="cursor") from None
    if name != _LIST or not isinstance(place, str):
        raise RefusedError("cursor_invalid", field="cursor")
    return place


def _beside_entries(viewer: Viewer, app: PsaName | None, effects: Effects) -> list[Trouble]:
    """What is wrong with connections, for admins, and with who somebody is in them."""
    connections = [
        connection
        for connection in effects.connections.of_account(viewer.account)
        if app in {None, connection.app}
    ]
    of_people = [
        Trouble(app=link.app, problem=link.problem, user_id=link.user_id)
        for connection in connections
        if connection.installed
        for link in effects.connections.links(viewer.account, connection.app)
        if link.problem is not None and (viewer.is_admin or link.user_id == viewer.user_id)
    ]
    return (_of_connections(connections, effects) if viewer.is_admin else []) + of_people


def _of_connections(connections: Sequence[Connection], effects: Effects) -> list[Trouble]:
    return [
        Trouble(app=connection.app, problem=problem)
        for connection in connections
        for problem in troubles_of(connection, effects)
    ]


def troubles_of(connection: Connection, effects: Effects) -> list[Problem]:
    """Everything that is wrong with the connection as a whole."""
    found = connection_problems(connection.account, connection.app, effects)
    seen = connection_now(connection, effects)
    code = STATUS_CODES[seen.status]
    if code is not None:
        found.insert(0, Problem(code=code, since=seen.since, detail=seen.status_text))
    if connection.hook_problem is not None:
        found.append(connection.hook_problem)
    return found + _of_pulls(connection, effects)


def _of_pulls(connection: Connection, effects: Effects) -> list[Problem]:
    problem = connection.problem
    if problem is None:
        return []
    finished_at = effects.cursors.read(connection.account, connection.app).finished_at
    over = finished_at is not None and finished_at > problem.since
    return [] if over else [problem]
