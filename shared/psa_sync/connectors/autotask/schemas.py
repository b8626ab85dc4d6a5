"""Autotask's rows as far as we read them; names in Python, the vendor's spelling by one rule.

Every field is required, and nullable where the vendor may leave it empty: an answer that spells a
name in another case then fails the fast decoder and takes the tolerant one (the vendor reads names
without case and is known to vary them in answers). Unknown fields are skipped by both.
"""

from decimal import Decimal
from typing import ClassVar, TypeVar

import msgspec

from psa_sync.domain.permission import Grant


def vendor_name(name: str) -> str:
    """Spell a field as Autotask does: `assigned_resource_role_id` is `assignedResourceRoleID`."""
    first, *rest = name.split("_")
    return first + "".join("ID" if word == "id" else word.capitalize() for word in rest)


def lower_name(name: str) -> str:
    """Spell a field as it comes out of `decoding.decoded`."""
    return name.replace("_", "")


class Row(msgspec.Struct, frozen=True, kw_only=True, rename=vendor_name):
    """A row of any entity.

    Attributes:
        entity: Path of the entity below the version.
        whole: True where all fields are asked for: naming one that a tenant cannot query is an
            error, and nobody knows whether the notes of a time entry can be queried.
    """

    entity: ClassVar[str] = ""
    whole: ClassVar[bool] = False
    id: int


RowT = TypeVar("RowT", bound=Row)


class TimeEntry(Row, frozen=True, kw_only=True):
    """Time worked; instants are text here because the change stamp is passed on as it came."""

    entity = "TimeEntries"
    whole = True
    resource_id: int
    ticket_id: int | None
    task_id: int | None
    internal_billing_code_id: int | None
    billing_code_id: int | None
    role_id: int | None
    date_worked: str | None
    start_date_time: str | None
    end_date_time: str | None
    hours_worked: Decimal | None
    summary_notes: str | None
    internal_notes: str | None
    is_non_billable: bool | None
    show_on_invoice: bool | None
    creator_user_id: int | None
    last_modified_date_time: str | None
    create_date_time: str | None
    billing_approval_date_time: str | None
    billing_approval_resource_id: int | None = None


class TimeEntryStamp(Row, frozen=True, kw_only=True):
    """As much of time worked as tells whether it is new, changed or gone."""

    entity = "TimeEntries"
    resource_id: int
    date_worked: str | None
    start_date_time: str | None
    last_modified_date_time: str | None
    create_date_time: str | None


class BillingChoice(Row, frozen=True, kw_only=True):
    """Whether time worked is billed."""

    entity = "TimeEntries"
    is_non_billable: bool | None


class Ticket(Row, frozen=True, kw_only=True):
    """A ticket."""

    entity = "Tickets"
    ticket_number: str | None
    title: str | None
    company_id: int | None
    project_id: int | None
    status: int | None
    queue_id: int | None
    assigned_resource_id: int | None
    assigned_resource_role_id: int | None
    completed_date: str | None
    last_activity_date: str | None


class Task(Row, frozen=True, kw_only=True):
    """A project task."""

    entity = "Tasks"
    task_number: str | None
    title: str | None
    project_id: int | None
    phase_id: int | None
    status: int | None
    assigned_resource_id: int | None
    assigned_resource_role_id: int | None
    completed_date_time: str | None
    last_activity_date_time: str | None


class TicketSecondaryResource(Row, frozen=True, kw_only=True):
    """A further person on a ticket."""

    entity = "TicketSecondaryResources"
    ticket_id: int
    resource_id: int
    role_id: int | None


class TaskSecondaryResource(Row, frozen=True, kw_only=True):
    """A further person on a task."""

    entity = "TaskSecondaryResources"
    task_id: int
    resource_id: int
    role_id: int | None


class Company(Row, frozen=True, kw_only=True):
    """A customer; id 0 is the MSP itself."""

    entity = "Companies"
    company_name: str | None
    company_number: str | None
    is_active: bool | None


class Project(Row, frozen=True, kw_only=True):
    """A project."""

    entity = "Projects"
    project_name: str | None
    project_number: str | None
    company_id: int | None
    project_type: int | None
    status: int | None


class Phase(Row, frozen=True, kw_only=True):
    """A phase of a project; phases nest."""

    entity = "Phases"
    title: str | None
    phase_number: str | None
    project_id: int | None
    parent_phase_id: int | None


class BillingCode(Row, frozen=True, kw_only=True):
    """A work type or a regular-time category, told apart by `use_type`."""

    entity = "BillingCodes"
    name: str | None
    is_active: bool | None
    use_type: int | None


class Resource(Row, frozen=True, kw_only=True):
    """A person, or an API user."""

    entity = "Resources"
    user_name: str | None
    email: str | None
    email2: str | None
    email3: str | None
    first_name: str | None
    last_name: str | None
    is_active: bool | None
    license_type: int | None
    location_id: int | None
    default_service_desk_role_id: int | None


class InternalLocation(Row, frozen=True, kw_only=True):
    """An office of the MSP; it gives its people their time zone.

    The zone is a Windows name, or at some tenants a choice from a list of them: such a tenant would
    refuse to be asked for the field that it does not have.
    """

    entity = "InternalLocations"
    whole = True
    name: str | None
    time_zone: str | None
    time_zone_id: int | None
    is_default: bool | None


class Role(Row, frozen=True, kw_only=True):
    """What somebody works as; it sets the rate."""

    entity = "Roles"
    name: str | None
    is_active: bool | None


class ResourceRole(Row, frozen=True, kw_only=True):
    """A role that a person holds, once per department and queue."""

    entity = "ResourceRoles"
    resource_id: int
    role_id: int
    is_active: bool | None


class ResourceServiceDeskRole(Row, frozen=True, kw_only=True):
    """A role that a person may use on tickets."""

    entity = "ResourceServiceDeskRoles"
    resource_id: int
    role_id: int
    is_active: bool | None
    is_default: bool | None


class PageDetails(msgspec.Struct, frozen=True, rename=lower_name):
    """Where a list stands; `requestCount` is left out because nobody knows what it counts."""

    count: int | None = None
    next_page_url: str | None = None


class Zone(msgspec.Struct, frozen=True, rename=lower_name):
    """Where a tenant lives; `ci` numbers the tenant."""

    url: str
    ci: int | None = None


class EntityInformation(msgspec.Struct, frozen=True, rename=lower_name):
    """What may be done with an entity; `user_access` is how far, of a type that is not described.

    Nobody has written down which of the two is about the user, so both have to agree.
    """

    can_query: bool | None = None
    can_create: bool | None = None
    can_update: bool | None = None
    can_delete: bool | None = None
    user_access_for_query: object = None
    user_access_for_create: object = None
    user_access_for_update: object = None
    user_access_for_delete: object = None

    def grant(self, verb: str) -> Grant:
        """Return what Autotask says of a verb."""
        may, access = getattr(self, f"can_{verb}"), getattr(self, f"user_access_for_{verb}")
        level = access.casefold() if isinstance(access, str) else None
        if may is False or level == "none":
            return Grant.MISSING
        return Grant.GIVEN if may and level in {"all", None} else Grant.UNKNOWN


class Threshold(msgspec.Struct, frozen=True):
    """How many requests of the rolling hour are used, by all integrations of the tenant."""

    allowed: int = msgspec.field(name="externalrequestthreshold")
    used: int = msgspec.field(name="currenttimeframerequestcount")


class PicklistValue(msgspec.Struct, frozen=True, rename=lower_name):
    """One choice; numbers come as text."""

    value: str
    label: str | None = None


class Field(msgspec.Struct, frozen=True, rename=lower_name):
    """One field's description."""

    name: str
    picklist_values: list[PicklistValue] | None = None
