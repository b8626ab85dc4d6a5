"""Says of a refusal about roles whose, which and where: Autotask's own sentence names none."""

from collections.abc import Callable
from typing import Final, TypeVar

from psa_sync.connectors.autotask import menus
from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.mapper import Target
from psa_sync.connectors.autotask.query import Clause, Operator, Query
from psa_sync.connectors.autotask.schemas import Role, RowT, Task, Ticket
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.errors import RejectedError, SyncError
from psa_sync.domain.work_item import WorkItemKind

T = TypeVar("T")
ABOUT_ROLES: Final = frozenset({"work_role_invalid", "work_item_unassigned"})
ABOUT_THE_PERSON: Final = frozenset({"person_inactive"})


def explained(
    error: RejectedError,
    client: AutotaskClient,
    *,
    person: PsaUser,
    target: Target | None,
    role_id: int | None,
) -> RejectedError:
    """Return the refusal with the names that people need to mend it; any other as it is.

    Looking them up costs up to three calls, and nothing that goes wrong with these changes what
    was refused.
    """
    if error.code in ABOUT_THE_PERSON:
        return _with(error, f"{person.name} ({person.user_name})")
    if error.code not in ABOUT_ROLES or target is None:
        return error
    role = "without a role" if role_id is None else f'as "{_role_name(client, role_id)}"'
    return _with(error, f"{person.name} {role} on {_work_name(client, target)}")


def _with(error: RejectedError, subject: str) -> RejectedError:
    place = error.place or menus.ROLES_OF_A_PERSON
    named = RejectedError(error.code, f"{subject}: {error.vendor_words}", place=place)
    named.request_id = error.request_id
    return named


def _role_name(client: AutotaskClient, role_id: int) -> str:
    role = _unless_it_fails(lambda: _row(client, Role, role_id))
    return str(role_id) if role is None else role.name or str(role_id)


def _work_name(client: AutotaskClient, target: Target) -> str:
    if target.kind is WorkItemKind.TICKET:
        ticket = _unless_it_fails(lambda: _row(client, Ticket, target.id))
        number = ticket.ticket_number if ticket is not None else None
        queue = _queue_name(client, None if ticket is None else ticket.queue_id)
        return f"ticket {number or target.id}{queue}"
    task = _unless_it_fails(lambda: _row(client, Task, target.id))
    number = task.task_number if task is not None else None
    return f"{target.kind.value} {number or target.id}"


def _queue_name(client: AutotaskClient, queue_id: int | None) -> str:
    if queue_id is None:
        return ""
    labels = _unless_it_fails(lambda: client.labels(Ticket, "queueID")) or {}
    return f' in the queue "{labels.get(queue_id, str(queue_id))}"'


def _row(client: AutotaskClient, kind: type[RowT], row_id: int) -> RowT | None:
    found = client.rows(Query(kind, (Clause("id", Operator.EQUALS, row_id),)))
    return next(iter(found), None)


def _unless_it_fails(look: Callable[[], T]) -> T | None:
    try:
        return look()
    except SyncError:
        return None
