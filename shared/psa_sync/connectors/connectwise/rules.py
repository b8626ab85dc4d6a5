"""ConnectWise's rules for a time entry, as data and as pure functions of what is known."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from psa_sync.connectors.connectwise.booking_facts import VERSION, ItemFacts
from psa_sync.connectors.connectwise.facts import PersonFacts, TenantFacts
from psa_sync.connectors.connectwise.menu_paths import MENU_PATHS
from psa_sync.connectors.connectwise.targets import Target
from psa_sync.connectors.fact_documents import facts_in
from psa_sync.domain.content import Group
from psa_sync.domain.errors import RejectedError
from psa_sync.domain.rule import Broken, Facts, Need, Rule, broken_rules
from psa_sync.ports import Draft

ALL: Final = frozenset(Group)
TIME: Final = frozenset({Group.TIME})
TARGET: Final = frozenset({Group.TARGET})
_SPEC: Final = "fields of the public API description"
_LIVE: Final = "measured on live tenants by integrators"


@dataclass(frozen=True, slots=True)
class _Case:
    """A draft beside what is known; unknown parts are empty documents."""

    draft: Draft
    target: Target | None
    tenant: TenantFacts
    person: PersonFacts
    item: ItemFacts

    @property
    def id_of_role(self) -> int | None:
        """The role the entry gets: its own, the target's, the member's, in this order."""
        chosen = _number(self.draft.content.work_role_id)
        if chosen is not None or self.draft.content.work_role_id is not None:
            return chosen
        return self.item.work_role or self._code_role or self.person.work_role

    @property
    def location(self) -> int | None:
        """Where the work is done: at the target's location, else at the member's."""
        target = self.target
        if target is None or (_is_ticket(target) and self.item.location is None):
            return None
        code = (self.tenant.charge_codes or {}).get(target.id)
        of_code = code.location if code and target.kind == "charge_code" else None
        return self.item.location or of_code or self.person.location

    @property
    def _code_role(self) -> int | None:
        target = self.target
        if target is None or target.kind != "charge_code":
            return None
        code = (self.tenant.charge_codes or {}).get(target.id)
        return code.work_role if code else None


Test = Callable[[_Case], str | None]
"""What is wrong, in a few words; None where nothing is known to be."""


def check(draft: Draft, facts: Facts, groups: frozenset[Group]) -> tuple[Broken, ...]:
    """Say which rules a write of these groups breaks, as far as the facts tell."""
    case = _Case(
        draft,
        _target(draft.content.work_item_id),
        facts_in(facts.tenant, TenantFacts, VERSION),
        facts_in(facts.person, PersonFacts, VERSION),
        facts_in(facts.item, ItemFacts, VERSION),
    )
    return broken_rules(_TESTS, case, groups)


def _target(work_item_id: str) -> Target | None:
    try:
        return Target.of(work_item_id)
    except RejectedError:
        return None


def _is_ticket(target: Target) -> bool:
    return target.kind in {"service_ticket", "project_ticket"}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _target_known(case: _Case) -> str | None:
    if case.target is None or case.target.kind == "activity":
        return "ConnectWise takes no time on this kind of work item"
    codes = case.tenant.charge_codes
    if case.target.kind == "charge_code" and codes is not None and case.target.id not in codes:
        return f"there is no charge code {case.target.id}"
    kind = case.target.kind.replace("_", " ")
    return None if case.item.found else f"there is no {kind} {case.target.id}"


def _status_takes_time(case: _Case) -> str | None:
    status = case.item.no_time
    return None if status is None else f"status {status} takes no time"


def _charge_code_takes_time(case: _Case) -> str | None:
    if case.target is None or case.target.kind != "charge_code":
        return None
    code = (case.tenant.charge_codes or {}).get(case.target.id)
    return "the charge code takes no time" if code and not code.takes_time else None


def _company_time(case: _Case) -> str | None:
    on_company = case.target is not None and case.target.kind == "company"
    if on_company and case.person.company_time is False:
        return "the member may not book on a company"
    return None


def _work_type_known(case: _Case) -> str | None:
    chosen, known = case.draft.content.work_type_id, case.tenant.work_types
    if chosen is None:
        return None
    number = _number(chosen)
    unknown = number is None or (known is not None and number not in known)
    return f"there is no work type {chosen[:40]}" if unknown else None


def _work_role_known(case: _Case) -> str | None:
    chosen, known = case.draft.content.work_role_id, case.tenant.work_roles
    if chosen is None:
        return None
    number = _number(chosen)
    unknown = number is None or (known is not None and number not in known)
    return f"there is no work role {chosen[:40]}" if unknown else None


def _work_role_at_location(case: _Case) -> str | None:
    role, location = case.id_of_role, case.location
    places = (case.tenant.work_roles or {}).get(role or 0, ())
    if location is None or not places or location in places:
        return None
    return f"role {role} is not valid at location {location}"


def _member_active(case: _Case) -> str | None:
    return "the member is inactive" if case.person.inactive else None


def _period_exists(case: _Case) -> str | None:
    day, periods = case.draft.work_date, case.tenant.periods
    if not periods or (day < periods[0][0] and not case.tenant.all_periods):
        return None
    if any(first <= day <= last for first, last in periods):
        return None
    return f"no time period was set up for {day.isoformat()}"


def _sheet_open(case: _Case) -> str | None:
    day = case.draft.work_date
    for first, last, status in case.person.shut or ():
        if first <= day <= last:
            return f"the time sheet {first} to {last} is {status}"
    return None


def _rule(  # noqa: PLR0917 - a row of a table
    name: str, code: str, needs: set[Need], groups: frozenset[Group], what: str, source: str
) -> Rule:
    return Rule(
        name=name,
        code=code,
        needs=frozenset(needs),
        groups=groups,
        what=what,
        source=source,
        place=MENU_PATHS.get(code, ""),
    )


_BOTH: Final = {Need.TENANT, Need.ITEM}
_PLACE: Final = {Need.TENANT, Need.PERSON, Need.ITEM}
_TESTS: Final[tuple[tuple[Rule, Test], ...]] = (
    (
        _rule("target_known", "work_item_missing", _BOTH, TARGET,
              "Time goes to a ticket, charge code or company that exists.", _SPEC),
        _target_known,
    ),
    (
        _rule("status_takes_time", "work_item_closed", {Need.ITEM}, TARGET,
              "The ticket's status on its board does not forbid time.",
              f"{_SPEC}: timeEntryNotAllowed"),
        _status_takes_time,
    ),
    (
        _rule("charge_code_takes_time", "work_item_closed", {Need.TENANT}, TARGET,
              "The charge code is meant for time.", f"{_SPEC}: timeEntryFlag"),
        _charge_code_takes_time,
    ),
    (
        _rule("company_time", "company_time_off", {Need.PERSON}, TARGET,
              "Only some members may book on a company itself.",
              f"{_SPEC}: enterTimeAgainstCompanyFlag"),
        _company_time,
    ),
    (
        _rule("work_type_known", "work_type_invalid", {Need.TENANT}, TARGET,
              "The work type exists.", _SPEC),
        _work_type_known,
    ),
    (
        _rule("work_role_known", "work_role_invalid", {Need.TENANT}, TARGET,
              "The work role exists.", _SPEC),
        _work_role_known,
    ),
    (
        _rule("work_role_at_location", "work_role_invalid", _PLACE, TARGET,
              "The work role, also a defaulted one, is valid at the location of the work.", _LIVE),
        _work_role_at_location,
    ),
    (
        _rule("member_active", "person_inactive", {Need.PERSON}, ALL,
              "The member is active.", f"{_SPEC}: inactiveFlag"),
        _member_active,
    ),
    (
        _rule("period_exists", "period_closed", {Need.TENANT}, TIME,
              "A time period was set up for the day.", _LIVE),
        _period_exists,
    ),
    (
        _rule("sheet_open", "period_closed", {Need.PERSON}, TIME,
              "The member's time sheet of the day is neither submitted, approved nor billed.",
              f"{_SPEC}: status of a time sheet"),
        _sheet_open,
    ),
)  # fmt: skip
RULES: Final = tuple(rule for rule, _ in _TESTS)
