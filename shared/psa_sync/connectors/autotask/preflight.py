"""Checks what the API user may do, names each missing right, and says where it is given."""

from collections.abc import Callable, Collection, Iterator
from typing import Final

from psa_sync.connectors.autotask import menus
from psa_sync.connectors.autotask.answers import CODE_REFUSED, ReadRefusedError
from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.entity_rights import EntityRights
from psa_sync.connectors.autotask.people import API_ONLY, People
from psa_sync.connectors.autotask.permissions import RIGHTS, EntityRight
from psa_sync.connectors.autotask.schemas import InternalLocation, Resource, Row, TimeEntry
from psa_sync.connectors.autotask.sight import Sight
from psa_sync.connectors.side_by_side import NOT_YET, SideBySide, not_yet
from psa_sync.domain.connection import Check
from psa_sync.domain.errors import CredentialsError, TransientError
from psa_sync.domain.permission import Feature, Grant, judged

Found = tuple[Resource | None, list[Check]]
"""Our own API user, from the one check that finds it, and what was checked."""
NEARLY_USED_UP: Final = 0.75
"""Share of the hourly requests from which Autotask slows every call down by a second."""

NO_CALL_SHOWS: Final = (
    Check(
        code="proxy_time_entry",
        status="warn",
        message="No call shows whether Autotask lets the API user enter other people's time. "
        "Needed to book time at all.",
        fix="Look whether Proxy Time Entry is 'Approvers and Administrators'; where time from "
        "Memtime arrives, nothing is to be done.",
        where=f"{menus.TIMESHEET_SETTINGS} > Proxy time entry",
    ),
    Check(
        code="midnight_span",
        status="warn",
        message="No call shows whether Autotask takes time that spans midnight, which in UTC may "
        "be an afternoon. Needed to book such time.",
        fix="Look whether 'Allow time entries to span over midnight' is ticked; where nobody works "
        "then, nothing is to be done.",
        where=f"{menus.TIMESHEET_SETTINGS} > span over midnight",
    ),
)
"""Settings on which booking depends and that can be looked up on the screen only."""


def preflight(
    client: AutotaskClient,
    people: People,
    sight: Sight,
    features: Collection[Feature],
    side: SideBySide,
) -> tuple[str | None, tuple[Check, ...]]:
    """Check the key and the rights one by one; what a missing right hides is not checked besides.

    Returns:
        The id of our own API user, None where it is not shown to us; and the checks.

    Raises:
        CredentialsError: The key is refused.
        TransientError: Autotask does not answer.
    """
    rights = EntityRights(client)
    checks = [*_key_works(rights), *_of_rights(rights, features, side)]
    besides: dict[str, Callable[[], Found]] = {
        "non_billable_time": lambda: (None, _non_billable(rights, sight)),
        "request_budget": lambda: (None, [_request_budget(client)]),
        "time_zones": lambda: (None, _zones(rights, people)),
        "own_user": lambda: _own_user(rights, people),
    }
    found = side.results(besides)
    own: Resource | None = None
    for code in besides:
        resource, lines = found.get(code, (None, [not_yet(code)]))
        own, checks = own or resource, [*checks, *lines]
    return (str(own.id) if own else None), (*checks, *NO_CALL_SHOWS)


def _of_rights(
    rights: EntityRights, features: Collection[Feature], side: SideBySide
) -> Iterator[Check]:
    """Judge the rights, those on each entity one after the other."""
    asked_for = [right for right in RIGHTS if right.permission.feature in features]
    kinds = dict.fromkeys(right.kind for right in asked_for)

    def on(kind: type[Row]) -> Callable[[], dict[EntityRight, tuple[Grant, str]]]:
        return lambda: {right: rights.found(right) for right in asked_for if right.kind is kind}

    found = side.results({kind: on(kind) for kind in kinds})
    for right in asked_for:
        known = found.get(right.kind, {}).get(right, (Grant.UNKNOWN, NOT_YET))
        yield judged(right.permission, *known)


def _key_works(rights: EntityRights) -> list[Check]:
    """One cheap call that needs the whole key: user name, secret and integration code.

    What it asks is always valid, so any refusal but a missing right is about the key; the words
    for a wrong integration code are not documented.
    """
    try:
        rights.readable(TimeEntry)
    except ReadRefusedError as error:
        reason = f"{CODE_REFUSED} Autotask says: {error.words}"
        raise CredentialsError(reason) from None
    return [
        Check(code="credentials", status="pass", message="Autotask accepts the API user."),
        Check(
            code="integration_code", status="pass", message="Autotask accepts the integration code."
        ),
    ]


def _seen(rights: EntityRights, kind: type[Row]) -> bool:
    return rights.readable(kind)[0] is Grant.GIVEN


def _non_billable(rights: EntityRights, sight: Sight) -> list[Check]:
    if not _seen(rights, TimeEntry):
        return []
    if sight.sees_non_billable():
        message = "Non-billable time entries can be seen."
        return [Check(code="non_billable_time", status="pass", message=message)]
    return [
        Check(
            code="non_billable_time",
            status="warn",
            message="Autotask shows us no non-billable time entry. Until it does, none is booked, "
            "and none that is missing is called deleted.",
            fix="Tick 'Can view non-billable time entries' in the API user's security level; where "
            "there is no such time yet, enter one hour of regular time.",
            where=menus.SECURITY_LEVELS,
        )
    ]


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


def _zones(rights: EntityRights, people: People) -> list[Check]:
    if not _seen(rights, InternalLocation):
        return []
    unknown = people.unknown_zones()
    if not unknown:
        return [Check(code="time_zones", status="pass", message="All locations have a time zone.")]
    return [
        Check(
            code="time_zones",
            status="warn",
            message=f"Locations without a time zone that we know: {', '.join(unknown)}.",
            fix="Set the time zone of these locations; until then their people's days may be "
            "wrong.",
            where=menus.LOCATIONS,
        )
    ]


def _own_user(rights: EntityRights, people: People) -> Found:
    if not _seen(rights, Resource):
        return None, []
    own = people.own()
    return own, _about(own)


def _about(own: Resource | None) -> list[Check]:
    if own is None:
        return [
            Check(
                code="own_user",
                status="warn",
                message="Autotask does not show us our own API user.",
                fix="Nothing to do: it is recognised by the first entry it makes.",
            )
        ]
    named = Check(code="own_user", status="pass", message=f"The API user is {own.id}.")
    if own.license_type == API_ONLY:
        message = "The user is an API user, which no person logs in with."
        return [named, Check(code="api_only", status="pass", message=message)]
    return [
        named,
        Check(
            code="api_only",
            status="warn",
            message="The user is no API user (API-only) but a person: what the person may do, "
            "works or fails with them, and time that they enter looks like ours.",
            fix="Make an API user with the security level 'API User (system)' and enter its key.",
            where=menus.PEOPLE,
        ),
    ]
