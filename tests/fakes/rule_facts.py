"""What PSAs' rules depend on, in memory, and a PSA whose only rules are in its facts."""

from collections.abc import Mapping
from typing import Final

from psa_sync.domain.connection import PsaName
from psa_sync.domain.content import Group
from psa_sync.domain.rule import Broken, Facts, Need, Rule
from psa_sync.ports import Draft, FactSheet


class FakeRuleFacts:
    """Fact sheets in dictionaries."""

    def __init__(self) -> None:
        self._tenants: dict[tuple[str, PsaName], FactSheet] = {}
        self._people: dict[tuple[str, PsaName, str], FactSheet] = {}

    def read(
        self, account: str, app: PsaName, person_id: str
    ) -> tuple[FactSheet | None, FactSheet | None]:
        """See the port."""
        person = self._people.get((account, app, person_id))
        return self._tenants.get((account, app)), person

    def put_tenant(self, account: str, app: PsaName, sheet: FactSheet) -> None:
        """See the port."""
        self._tenants[account, app] = sheet

    def put_people(self, account: str, app: PsaName, sheets: Mapping[str, FactSheet]) -> None:
        """See the port."""
        for person_id, sheet in sheets.items():
            self._people[account, app, person_id] = sheet

    def forget(self, account: str, app: PsaName) -> None:
        """Forget everything of a connection."""
        self._tenants.pop((account, app), None)
        for key in [key for key in self._people if key[:2] == (account, app)]:
            del self._people[key]


def _rule(name: str, code: str, need: Need, group: Group) -> Rule:
    return Rule(
        name=name,
        code=code,
        needs=frozenset({need}),
        groups=frozenset({group}),
        what=f"{name}, or not",
        source="made up",
    )


TYPE_KNOWN: Final = _rule("type_known", "work_type_invalid", Need.TENANT, Group.TARGET)
PERIOD_OPEN: Final = _rule("period_open", "period_closed", Need.PERSON, Group.TIME)
ITEM_OPEN: Final = _rule("item_open", "work_item_closed", Need.ITEM, Group.TARGET)
NOTES_FIT: Final = _rule("notes_fit", "notes_too_long", Need.ITEM, Group.NOTES)
LONGEST_NOTES: Final = 20_000
"""On any work item, whatever is known of it."""


def fake_check_rules(
    app: PsaName, draft: Draft, facts: Facts, groups: frozenset[Group]
) -> tuple[Broken, ...]:
    """The fake PSA's facts are lists of what it takes no time with."""
    work_type = draft.content.work_type_id
    held_against = (
        (TYPE_KNOWN, bool(work_type and facts.tenant and work_type.encode() in facts.tenant)),
        (PERIOD_OPEN, bool(facts.person)),
        (ITEM_OPEN, facts.item == "closed"),
        (NOTES_FIT, len(draft.content.notes) > LONGEST_NOTES),
    )
    return tuple(
        Broken(rule, f"by {app}")
        for rule, is_broken in held_against
        if is_broken and rule.groups & groups
    )
