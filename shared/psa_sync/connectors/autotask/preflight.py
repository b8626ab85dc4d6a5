"""Checks what the API user may do, names each missing right, and says where it is given."""

from dataclasses import dataclass
from typing import Final

from psa_sync.connectors.autotask import menus
from psa_sync.connectors.autotask.answers import CODE_REFUSED, ReadRefusedError
from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.people import People
from psa_sync.connectors.autotask.query import Clause, Operator, Query
from psa_sync.connectors.autotask.schemas import (
    BillingCode,
    Company,
    InternalLocation,
    Phase,
    Project,
    Resource,
    ResourceRole,
    ResourceServiceDeskRole,
    Role,
    Row,
    Task,
    TaskSecondaryResource,
    Ticket,
    TicketSecondaryResource,
    TimeEntry,
)
from psa_sync.connectors.autotask.sight import Sight
from psa_sync.domain.connection import Check
from psa_sync.domain.errors import CredentialsError, TransientError

NEARLY_USED_UP: Final = 0.75
"""Share of the hourly requests from which Autotask slows every call down by a second."""


@dataclass(frozen=True, slots=True)
class Right:
    """A right on an entity.

    Attributes:
        verb: `query`, `create`, `update` or `delete`, as Autotask's metadata names it.
        purpose: What it is needed for.
        needed: False where the sync works without it, only worse.
    """

    kind: type[Row]
    verb: str
    purpose: str
    needed: bool = True


RIGHTS: Final = (
    Right(TimeEntry, "query", "read time entries into Memtime"),
    Right(TimeEntry, "create", "book Memtime's time entries"),
    Right(TimeEntry, "update", "change entries that were booked from Memtime"),
    Right(TimeEntry, "delete", "delete entries that were booked from Memtime", needed=False),
    Right(Resource, "query", "tie Memtime users to Autotask users"),
    Right(InternalLocation, "query", "know on which day somebody worked"),
    Right(Ticket, "query", "offer tickets and find the role for time on them"),
    Right(TicketSecondaryResource, "query", "offer tickets that somebody assists on"),
    Right(TaskSecondaryResource, "query", "offer tasks that somebody assists on"),
    Right(ResourceServiceDeskRole, "query", "find the role for time on others' tickets"),
    Right(Task, "query", "offer project tasks"),
    Right(Project, "query", "show projects above tasks"),
    Right(Phase, "query", "show phases above tasks"),
    Right(Company, "query", "show companies above tickets and projects"),
    Right(BillingCode, "query", "offer work types and regular time"),
    Right(ResourceRole, "query", "offer the roles of a person"),
    Right(Role, "query", "name the roles of a person"),
)


def preflight(
    client: AutotaskClient, people: People, sight: Sight
) -> tuple[str | None, tuple[Check, ...]]:
    """Check the key and the rights one by one.

    Returns:
        The id of our own API user, None where it is not shown to us; and the checks.

    Raises:
        CredentialsError: The key is refused.
        TransientError: Autotask does not answer.
    """
    checks = [_read(client)]
    allowed = {kind: _allowed(client, kind) for kind in dict.fromkeys(r.kind for r in RIGHTS)}
    checks += [_judged(right, right.verb in allowed[right.kind]) for right in RIGHTS]
    if "query" in allowed[TimeEntry]:
        checks.append(_non_billable(sight))
    checks.append(_request_budget(client))
    if "query" in allowed[InternalLocation]:
        checks.append(_zones(people))
    own_id = people.own_id() if "query" in allowed[Resource] else None
    checks.append(_own_user(own_id))
    return own_id, tuple(checks)


def _read(client: AutotaskClient) -> Check:
    """One cheap call that needs the whole key: user name, secret and integration code.

    What it asks is always valid, so any refusal but a missing right is about the key; the words
    for a wrong integration code are not documented.
    """
    try:
        client.page(Query(TimeEntry, (Clause("id", Operator.AT_LEAST, 0),), rows=1))
    except ReadRefusedError as error:
        if error.code != "permission_missing":
            reason = f"{CODE_REFUSED} Autotask says: {error.words}"
            raise CredentialsError(reason) from None
    return Check(code="credentials", status="pass", message="Autotask accepts the API user.")


def _allowed(client: AutotaskClient, kind: type[Row]) -> set[str]:
    """The verbs that are not denied: Autotask need not tell."""
    try:
        told = client.information(kind)
    except ReadRefusedError:
        return set()
    verbs = {
        "query": told.can_query,
        "create": told.can_create,
        "update": told.can_update,
        "delete": told.can_delete,
    }
    return {verb for verb, allowed in verbs.items() if allowed is not False}


def _judged(right: Right, allowed: bool) -> Check:
    code = f"{right.kind.entity}_{right.verb}".lower()
    if allowed:
        message = f"May {right.verb} {right.kind.entity}: {right.purpose}."
        return Check(code=code, status="pass", message=message)
    return Check(
        code=code,
        status="fail" if right.needed else "warn",
        message=f"May not {right.verb} {right.kind.entity}, which is needed to {right.purpose}.",
        fix=f"Allow the API user's security level to {right.verb} {right.kind.entity}.",
        where=menus.SECURITY_LEVELS,
    )


def _non_billable(sight: Sight) -> Check:
    if sight.sees_non_billable():
        message = "Non-billable time entries can be seen."
        return Check(code="non_billable_time", status="pass", message=message)
    return Check(
        code="non_billable_time",
        status="warn",
        message="Autotask shows us no non-billable time entry. Until it does, none is booked, "
        "and none that is missing is called deleted.",
        fix="Tick 'Can view non-billable time entries' in the API user's security level; where "
        "there is no such time yet, enter one hour of regular time.",
        where=menus.SECURITY_LEVELS,
    )


def _request_budget(client: AutotaskClient) -> Check:
    """The limit is the tenant's: all its integrations share it, and it stops all of them."""
    try:
        budget = client.threshold()
    except TransientError:
        return Check(
            code="request_budget",
            status="warn",
            message="Autotask does not tell how many of the hour's requests are used.",
            fix="Nothing to do.",
        )
    used = f"{budget.used:,} of {budget.allowed:,} requests of this hour are used"
    if budget.used < budget.allowed * NEARLY_USED_UP:
        return Check(code="request_budget", status="pass", message=f"{used}.")
    return Check(
        code="request_budget",
        status="warn",
        message=f"{used}, by all integrations of this Autotask together.",
        fix="Look which integration calls so often; above the limit Autotask stops all of them.",
        where=menus.API_USAGE,
    )


def _zones(people: People) -> Check:
    unknown = people.unknown_zones()
    if not unknown:
        return Check(code="time_zones", status="pass", message="All locations have a time zone.")
    return Check(
        code="time_zones",
        status="warn",
        message=f"Locations without a time zone that we know: {', '.join(unknown)}.",
        fix="Set the time zone of these locations; until then their people's days may be wrong.",
        where=menus.LOCATIONS,
    )


def _own_user(own_id: str | None) -> Check:
    if own_id is not None:
        return Check(code="own_user", status="pass", message=f"The API user is {own_id}.")
    return Check(
        code="own_user",
        status="warn",
        message="Autotask does not show us our own API user.",
        fix="Nothing to do: it is recognised by the first entry it makes.",
    )
