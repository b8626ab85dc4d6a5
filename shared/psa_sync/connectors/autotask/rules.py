"""Autotask's rules for a time entry, as data and as pure functions of what is known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from psa_sync.connectors.autotask.booking_facts import VERSION, ItemFacts
from psa_sync.connectors.autotask.facts import PersonFacts, TenantFacts
from psa_sync.connectors.autotask.mapper import MAX_NOTES, Target, target_of
from psa_sync.connectors.autotask.windows_1252 import fitted
from psa_sync.connectors.fact_documents import facts_in
from psa_sync.domain.content import Group
from psa_sync.domain.errors import RejectedError
from psa_sync.domain.marker import mark
from psa_sync.domain.rule import Broken, Facts, Need, Rule, broken_rules
from psa_sync.domain.work_item import WorkItemKind
from psa_sync.ports import Draft

ALL: Final = frozenset(Group)
TIME: Final = frozenset({Group.TIME})
TARGET: Final = frozenset({Group.TARGET})
LONGEST_SECONDS: Final = 24 * 60 * 60
_LIVE: Final = "measured on live tenants by integrators"


@dataclass(frozen=True, slots=True)
class _Case:
    """A draft beside what is known; unknown parts are empty documents."""

    draft: Draft
    target: Target | None
    tenant: TenantFacts
    person: PersonFacts
    item: ItemFacts

    def is_on(self, *kinds: WorkItemKind) -> bool:
        """True where the time goes to one of these."""
        return self.target is not None and self.target.kind in kinds


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
        return target_of(work_item_id)
    except RejectedError:
        return None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _only(roles: Iterable[int]) -> int | None:
    found = set(roles)
    return found.pop() if len(found) == 1 else None


def _role(case: _Case) -> int | None:
    """The role that goes out: the chosen one, that of the assignment, or the usual one.

    The same order as in `roles.Roles`, which asks Autotask.
    """
    chosen = case.draft.content.work_role_id
    if chosen is not None:
        return _number(chosen)
    if not _role_is_known(case):
        return None
    usual = _number(case.draft.usual_role_id or "")
    if usual is not None and case.is_on(WorkItemKind.TICKET) and usual in _for_tickets(case.person):
        return usual
    of_assignment = _only(case.item.roles or ())
    if of_assignment is not None or not case.is_on(WorkItemKind.TICKET):
        return of_assignment
    person = case.person
    return (
        person.usual_role
        or _only(person.desk_defaults or ())
        or _only(person.desk_roles or ())
        or (None if person.desk_roles else _only(person.held_roles or ()))
    )


def _for_tickets(person: PersonFacts) -> frozenset[int]:
    return frozenset(person.desk_roles or person.held_roles or ())


def _role_is_known(case: _Case) -> bool:
    """True where everything that decides the role was read."""
    if case.draft.content.work_role_id is not None:
        return True
    person = case.person
    usual = person.usual_role is not None or None not in (person.desk_roles, person.held_roles)
    return case.item.roles is not None and (bool(case.item.roles) or usual)


def _target_known(case: _Case) -> str | None:
    if case.target is None:
        return "Autotask takes no time on this kind of work item"
    known = case.tenant.categories
    if case.is_on(WorkItemKind.CHARGE_CODE) and known is not None and case.target.id not in known:
        return f"there is no active category {case.target.id} of regular time"
    return None if case.item.found else f"there is no {case.target.kind.value} {case.target.id}"


def _task_open(case: _Case) -> str | None:
    complete = case.is_on(WorkItemKind.TASK) and case.item.complete
    return "the task is complete" if complete else None


def _work_type_active(case: _Case) -> str | None:
    chosen, known = case.draft.content.work_type_id, case.tenant.work_types
    if chosen is None or case.is_on(WorkItemKind.CHARGE_CODE):
        return None
    number = _number(chosen)
    unknown = number is None or (known is not None and number not in known)
    return f"{chosen[:40]} is no active work type" if unknown else None


def _role_given(case: _Case) -> str | None:
    chosen = case.draft.content.work_role_id
    if chosen is not None:
        return None if _number(chosen) is not None else f"there is no role {chosen[:40]}"
    if not case.is_on(WorkItemKind.TICKET, WorkItemKind.TASK) or not case.item.found:
        return None
    fits = _role(case) is not None or not _role_is_known(case)
    return None if fits else "no role of the person fits"


def _role_active(case: _Case) -> str | None:
    role, known = _role(case), case.tenant.roles
    if role is None or known is None or case.is_on(WorkItemKind.CHARGE_CODE):
        return None
    return f"role {role} is not active" if role not in known else None


def _role_of_person(case: _Case) -> str | None:
    role, person = _role(case), case.person
    if role is None or not case.is_on(WorkItemKind.TICKET) or person.desk_roles is None:
        return None
    if role in person.desk_roles or role in (person.held_roles or ()):
        return None
    return f"the person does not have role {role}"


def _role_on_task(case: _Case) -> str | None:
    role, assigned = _role(case), case.item.roles
    if role is None or assigned is None or not case.is_on(WorkItemKind.TASK):
        return None
    return f"the person is not on the task in role {role}" if role not in assigned else None


def _person_active(case: _Case) -> str | None:
    return "the resource is inactive" if case.person.active is False else None


def _hours_in_range(case: _Case) -> str | None:
    worked = case.draft.content.duration_seconds
    return None if 0 < worked <= LONGEST_SECONDS else f"{case.draft.hours} h"


def _notes_fit(case: _Case) -> str | None:
    content = case.draft.content
    internal = mark(fitted(content.internal_notes).text, case.draft.marker)
    longest = max(len(fitted(content.notes).text), len(internal))
    return f"{longest:,} of {MAX_NOTES:,} characters" if longest > MAX_NOTES else None


def _rule(  # noqa: PLR0917 - a row of a table
    name: str, code: str, needs: set[Need], groups: frozenset[Group], what: str, source: str
) -> Rule:
    return Rule(
        name=name, code=code, needs=frozenset(needs), groups=groups, what=what, source=source
    )


_ROLE: Final = {Need.PERSON, Need.ITEM}
_TESTS: Final[tuple[tuple[Rule, Test], ...]] = (
    (
        _rule("target_known", "work_item_missing", {Need.TENANT, Need.ITEM}, TARGET,
              "Time goes to a ticket, task or active category that exists.", _LIVE),
        _target_known,
    ),
    (
        _rule("task_open", "work_item_closed", {Need.ITEM}, TARGET,
              "The task is not complete.", _LIVE),
        _task_open,
    ),
    (
        _rule("work_type_active", "work_type_invalid", {Need.TENANT}, TARGET,
              "The work type is an active billing code of use type 1.", _LIVE),
        _work_type_active,
    ),
    (
        _rule("role_given", "work_role_invalid", _ROLE, TARGET,
              "Time on tickets and tasks has a role, and it is never guessed.", _LIVE),
        _role_given,
    ),
    (
        _rule("role_active", "work_role_invalid", {Need.TENANT, *_ROLE}, TARGET,
              "The role is active.", _LIVE),
        _role_active,
    ),
    (
        _rule("role_of_person", "work_role_invalid", _ROLE, TARGET,
              "Time on a ticket is worked in a role that the person has on the service desk, in "
              "a department or on a queue.", _LIVE),
        _role_of_person,
    ),
    (
        _rule("role_on_task", "work_item_unassigned", _ROLE, TARGET,
              "Time on a task is worked in the role of the person's own assignment.", _LIVE),
        _role_on_task,
    ),
    (
        _rule("person_active", "person_inactive", {Need.PERSON}, ALL,
              "The resource is active.", _LIVE),
        _person_active,
    ),
    (
        _rule("hours_in_range", "hours_out_of_range", set(), TIME,
              "More than 0 and at most 24 hours.", _LIVE),
        _hours_in_range,
    ),
    (
        _rule("notes_fit", "notes_too_long", set(), frozenset({Group.NOTES}),
              "Notes have at most 32,000 characters; Autotask would cut them, and the marker "
              "with them.", "length of the field; the cut was measured"),
        _notes_fit,
    ),
)  # fmt: skip
RULES: Final = tuple(rule for rule, _ in _TESTS)
