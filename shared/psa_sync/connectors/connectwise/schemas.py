"""The parts of ConnectWise's records that are read; other fields are skipped while decoding.

Fields are optional throughout: empty ones are left out or null, and references come as `{}`.
"""

from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A record; ids ascend and are unique per collection."""

    id: int


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """A pointer to another record."""

    id: int | None = None
    name: str | None = None
    identifier: str | None = None


class Info(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Who touched a record last, and when."""

    last_updated: str | None = None
    updated_by: str | None = None


class TimeEntry(Record, frozen=True, kw_only=True):
    """A row of `/time/entries`."""

    charge_to_type: str | None = None
    charge_to_id: int | None = None
    company: Reference | None = None
    member: Reference | None = None
    work_type: Reference | None = None
    work_role: Reference | None = None
    time_start: datetime | None = None
    time_end: datetime | None = None
    actual_hours: Decimal | None = None
    hours_deduct: Decimal | None = None
    billable_option: str | None = None
    notes: str | None = None
    internal_notes: str | None = None
    entered_by: str | None = None
    status: str | None = None
    time_sheet: Reference | None = None
    invoice: Reference | None = None
    invoice_flag: bool | None = None
    info: Info | None = msgspec.field(default=None, name="_info")


TIME_ENTRY_FIELDS: Final = ",".join(
    field.encode_name for field in msgspec.structs.fields(TimeEntry)
)
"""Asked for by name: `_info` comes only when it is named."""


class Count(msgspec.Struct, frozen=True):
    """The answer of a collection's `/count`."""

    count: int


class RoleSetting(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How far our own security role goes in one function; its levels are None, My and All."""

    module_function_name: str | None = None
    add_level: str | None = None
    edit_level: str | None = None
    delete_level: str | None = None
    inquire_level: str | None = None
    report_flag: bool | None = None

    def level_of(self, verb: str) -> str | None:
        """Return the level of Add, Edit, Delete or Inquire."""
        level: str | None = getattr(self, f"{verb.lower()}_level")
        return level


class TimeSheet(Record, frozen=True, kw_only=True):
    """A member's week; its dates are texts that begin with the day."""

    date_start: str | None = None
    date_end: str | None = None
    status: str | None = None


class MemberSheet(TimeSheet, frozen=True, kw_only=True):
    """A member's week with the member."""

    member: Reference | None = None


class TimePeriodSetup(Record, frozen=True, kw_only=True):
    """A row of `/time/timePeriodSetups`: one year of periods."""

    year: int | None = None
    period_apply_to: str | None = None


class TimePeriod(Record, frozen=True, kw_only=True):
    """A row of `/time/timePeriodSetups/{id}/periods`; its dates are texts."""

    start_date: str | None = None
    end_date: str | None = None


class Ticket(Record, frozen=True, kw_only=True):
    """A row of `/service/tickets` or `/project/tickets`, each without the other's own fields."""

    summary: str | None = None
    record_type: str | None = None
    board: Reference | None = None
    status: Reference | None = None
    company: Reference | None = None
    project: Reference | None = None
    phase: Reference | None = None
    owner: Reference | None = None
    resources: str | None = None
    closed_flag: bool | None = None
    location: Reference | None = None
    work_role: Reference | None = None


_SHARED_TICKET_FIELDS: Final = (
    "id,summary,board,status,company,owner,resources,closedFlag,location,workRole"
)
SERVICE_TICKET_FIELDS: Final = f"{_SHARED_TICKET_FIELDS},recordType"
PROJECT_TICKET_FIELDS: Final = f"{_SHARED_TICKET_FIELDS},project,phase"
"""An unknown name in the list is refused, so each collection is asked for its own."""


class BoardStatus(Record, frozen=True, kw_only=True):
    """A row of `/service/boards/{id}/statuses`."""

    name: str | None = None
    closed_status: bool | None = None
    time_entry_not_allowed: bool | None = None


class ChargeCode(Record, frozen=True, kw_only=True):
    """A row of `/time/chargeCodes`."""

    name: str | None = None
    time_entry_flag: bool | None = None
    location: Reference | None = None
    work_role: Reference | None = None


class Company(Record, frozen=True, kw_only=True):
    """A row of `/company/companies`; a deleted one stays readable."""

    name: str | None = None
    identifier: str | None = None
    deleted_flag: bool | None = None


class WorkType(Record, frozen=True, kw_only=True):
    """A row of `/time/workTypes`."""

    name: str | None = None
    inactive_flag: bool | None = None


class WorkRole(WorkType, frozen=True, kw_only=True):
    """A row of `/time/workRoles`; no locations means all."""

    location_ids: tuple[int, ...] | None = None


class Member(Record, frozen=True, kw_only=True):
    """A row of `/system/members` or `/system/myMembers`; licence class A is an API member."""

    identifier: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    primary_email: str | None = None
    office_email: str | None = None
    mobile_email: str | None = None
    home_email: str | None = None
    inactive_flag: bool | None = None
    license_class: str | None = None
    time_zone: Reference | None = None
    default_location: Reference | None = None


MEMBER_FIELDS: Final = ",".join(field.encode_name for field in msgspec.structs.fields(Member))


class OwnMember(Member, frozen=True, kw_only=True):
    """Our own API member, with what may hide records from it."""

    security_role: Reference | None = None
    structure_level: Reference | None = None
    restrict_location_flag: bool | None = None
    restrict_department_flag: bool | None = None
    excluded_service_board_ids: tuple[int, ...] | None = None
    excluded_project_board_ids: tuple[int, ...] | None = None


class BookingMember(Record, frozen=True, kw_only=True):
    """A row of `/system/members`, as far as rules for time look at it."""

    inactive_flag: bool | None = None
    default_location: Reference | None = None
    work_role: Reference | None = None
    enter_time_against_company_flag: bool | None = None


BOOKING_MEMBER_FIELDS: Final = ",".join(
    field.encode_name for field in msgspec.structs.fields(BookingMember)
)


class SystemInfo(msgspec.Struct, frozen=True, rename="camel"):
    """The answer of `/system/info`."""

    version: str | None = None
    server_time_zone: str | None = None


class CompanyInfo(msgspec.Struct, frozen=True):
    """The answer of `/login/companyinfo/{companyId}`; null for an unknown company."""

    codebase: str | None = msgspec.field(default=None, name="Codebase")
    company_name: str | None = msgspec.field(default=None, name="CompanyName")


class ErrorItem(msgspec.Struct, frozen=True):
    """One reason inside an error body."""

    code: str | None = None
    message: str | None = None
    field: str | None = None


class ErrorBody(msgspec.Struct, frozen=True):
    """ConnectWise's error body; a 429 names its code `error`."""

    code: str | None = None
    error: str | None = None
    message: str | None = None
    errors: tuple[ErrorItem, ...] | None = None
