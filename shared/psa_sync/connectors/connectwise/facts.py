"""What ConnectWise's rules for time depend on: read, and kept as documents; None is not known."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from psa_sync.connectors.connectwise.booking_facts import VERSION
from psa_sync.connectors.connectwise.client import ConnectWiseClient
from psa_sync.connectors.connectwise.conditions import number_above, number_in
from psa_sync.connectors.connectwise.lean_roles import readable
from psa_sync.connectors.connectwise.mapper import OPEN_STATUSES
from psa_sync.connectors.connectwise.schemas import (
    BOOKING_MEMBER_FIELDS,
    BookingMember,
    ChargeCode,
    MemberSheet,
    Reference,
    TimePeriod,
    TimePeriodSetup,
    WorkRole,
    WorkType,
)
from psa_sync.connectors.fact_documents import Versioned
from psa_sync.domain.connection import PsaUser

PEOPLE_AT_ONCE: Final = 50
SHEETS_FIELDS: Final = "id,member,dateStart,dateEnd,status"
YEARS_OF_SHEETS: Final = 2
PERIOD_SETUPS: Final = 6
"""The newest years; days before them are not judged."""
Days = tuple[date, date]
"""First and last day, both within."""


class Code(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A charge code."""

    takes_time: bool = True
    location: int | None = None
    work_role: int | None = None


class TenantFacts(Versioned, frozen=True, kw_only=True):
    """What everybody shares.

    Attributes:
        work_types: Ids of all there are.
        work_roles: Locations by role; none means all.
        periods: Days that a time period was set up for, in order, without gaps inside one.
        all_periods: False where there are older ones that were not read.
    """

    work_types: frozenset[int] | None = None
    work_roles: dict[int, tuple[int, ...]] | None = None
    charge_codes: dict[int, Code] | None = None
    periods: tuple[Days, ...] | None = None
    all_periods: bool = True


class PersonFacts(Versioned, frozen=True, kw_only=True):
    """A member.

    Attributes:
        shut: Weeks whose time sheet takes no more rows, with its status.
    """

    inactive: bool | None = None
    location: int | None = None
    work_role: int | None = None
    company_time: bool | None = None
    shut: tuple[tuple[date, date, str], ...] | None = None


def read_tenant(client: ConnectWiseClient) -> TenantFacts:
    """Read what everybody shares; what our role may not see stays unknown."""
    types = readable(lambda: client.all_records("/time/workTypes", WorkType))
    roles = readable(lambda: client.all_records("/time/workRoles", WorkRole))
    codes = readable(lambda: client.all_records("/time/chargeCodes", ChargeCode))
    years = readable(lambda: client.all_records("/time/timePeriodSetups", TimePeriodSetup))
    periods = readable(lambda: _periods(client, years or []))
    # A list that is empty is a right that is missing: every ConnectWise has some of each.
    return TenantFacts(
        version=VERSION,
        work_types=frozenset(one.id for one in types) if types else None,
        work_roles={one.id: one.location_ids or () for one in roles} if roles else None,
        charge_codes={one.id: _code(one) for one in codes} if codes else None,
        periods=tuple(_joined(periods)) if periods else None,
        all_periods=len(years or []) <= PERIOD_SETUPS,
    )


def read_people(
    client: ConnectWiseClient, people: Sequence[PsaUser], year: int
) -> dict[str, PersonFacts]:
    """Read members and their time sheets, many with one call."""
    facts: dict[str, PersonFacts] = {}
    for first in range(0, len(people), PEOPLE_AT_ONCE):
        ids = [int(person.id) for person in people[first : first + PEOPLE_AT_ONCE]]
        members = readable(lambda ids=ids: _members(client, ids)) or []  # type: ignore[misc]
        sheets = readable(lambda ids=ids: _sheets(client, ids, year))  # type: ignore[misc]
        by_id = {member.id: member for member in members}
        facts |= {str(one): _person(by_id.get(one), one, sheets) for one in ids}
    return facts


def _code(code: ChargeCode) -> Code:
    return Code(
        takes_time=code.time_entry_flag is not False,
        location=_id_of(code.location),
        work_role=_id_of(code.work_role),
    )


def _periods(client: ConnectWiseClient, years: list[TimePeriodSetup]) -> list[Days]:
    newest = sorted(years, key=lambda setup: setup.year or 0)[-PERIOD_SETUPS:]
    return [
        (first, last)
        for setup in newest
        if setup.period_apply_to != "Expense"
        for period in client.all_records(f"/time/timePeriodSetups/{setup.id}/periods", TimePeriod)
        if (first := _day(period.start_date)) and (last := _day(period.end_date))
    ]


def _joined(periods: Iterable[Days]) -> list[Days]:
    """Put periods that follow one another together."""
    joined: list[Days] = []
    for first, last in sorted(periods):
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _members(client: ConnectWiseClient, ids: list[int]) -> list[BookingMember]:
    return client.all_records(
        "/system/members", BookingMember, where=number_in("id", ids), fields=BOOKING_MEMBER_FIELDS
    )


def _sheets(client: ConnectWiseClient, ids: list[int], year: int) -> list[MemberSheet]:
    recent = number_in("member/id", ids) & number_above("year", year - YEARS_OF_SHEETS)
    return client.all_records("/time/sheets", MemberSheet, where=recent, fields=SHEETS_FIELDS)


def _person(
    member: BookingMember | None, member_id: int, sheets: list[MemberSheet] | None
) -> PersonFacts:
    shut = None if sheets is None else tuple(_shut(sheets, member_id))
    if member is None:
        return PersonFacts(version=VERSION, shut=shut)
    return PersonFacts(
        version=VERSION,
        inactive=member.inactive_flag,
        location=_id_of(member.default_location),
        work_role=_id_of(member.work_role),
        company_time=member.enter_time_against_company_flag,
        shut=shut,
    )


def _shut(sheets: list[MemberSheet], member_id: int) -> Iterable[tuple[date, date, str]]:
    for sheet in sheets:
        first, last = _day(sheet.date_start), _day(sheet.date_end)
        # What follows a rejection by the second tier is written down nowhere, so it is left out.
        closed = sheet.status not in {None, "RejectBySecondTier", *OPEN_STATUSES}
        if _id_of(sheet.member) == member_id and first and last and closed:
            yield first, last, sheet.status or ""


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _id_of(reference: Reference | None) -> int | None:
    return reference.id if reference else None
