"""Books what was drawn, and compares what the PSA did with what was predicted."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.connection import PsaName
from psa_sync.domain.content import Group
from psa_sync.domain.errors import RejectedError
from psa_sync.domain.problem import PROBLEMS
from psa_sync.domain.rule import Broken
from psa_sync.ports import Draft
from tests.builders import NOW
from tests.contract.cases.case import Case
from tests.contract.connectors import bench_of
from tests.contract.verdicts.drawing import draw
from tests.contract.verdicts.tenants import Tenant, a_tenant, people_of, pools_of

ENTRIES_PER_TENANT = 40
EVERYTHING = frozenset(Group)


@dataclass
class Figures:
    """How often what came of it.

    Attributes:
        by_rule: For each rule that said no: (rule, what the PSA did).
        by_switch: Refusals that came from a switch nobody can read, by name and code.
        false_ok: Entries that were refused, nobody knows why.
        false_no: Entries that the PSA would have taken.
    """

    app: PsaName
    entries: int = 0
    right_ok: int = 0
    right_no: int = 0
    same_code: int = 0
    by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_switch: Counter[tuple[str, str]] = field(default_factory=Counter)
    false_ok: list[str] = field(default_factory=list)
    false_no: list[str] = field(default_factory=list)

    @property
    def share_of_false_no(self) -> float:
        """Of all entries."""
        return len(self.false_no) / max(1, self.entries)


def judge(case: Case, entries: int, seed: int) -> Figures:
    """Draw so many entries in ever new tenants, book each, and count."""
    random, figures = Random(seed), Figures(case.app)
    with bench_of(case, NOW) as psa:
        pools = pools_of(psa, people_of(psa))
        while figures.entries < entries:
            tenant = a_tenant(psa, pools, random)
            for _ in range(min(ENTRIES_PER_TENANT, entries - figures.entries)):
                _judge_one(draw(random, pools), tenant, figures)
    return figures


def _judge_one(draft: Draft, tenant: Tenant, figures: Figures) -> None:
    check = CONNECTORS[tenant.psa.case.app].check
    predicted = check(draft, tenant.facts_of(draft), EVERYTHING)
    refused = _booked(draft, tenant)
    figures.entries += 1
    _count_rules(predicted, refused, figures)
    if predicted and refused:
        figures.right_no += 1
        figures.same_code += refused.code in {one.rule.code for one in predicted}
    elif predicted:
        said = ", ".join(f"{one.rule.name}: {one.detail}" for one in predicted)
        figures.false_no.append(f"{said}; {_told(draft)}")
    elif refused:
        _explain(draft, refused, tenant, figures)
    else:
        figures.right_ok += 1


def _booked(draft: Draft, tenant: Tenant) -> RejectedError | None:
    try:
        tenant.psa.connector.create(draft)
    except RejectedError as error:
        return error
    return None


def _count_rules(
    predicted: tuple[Broken, ...], refused: RejectedError | None, figures: Figures
) -> None:
    for one in predicted:
        if refused is None:
            came = "taken"
        else:
            came = "same code" if refused.code == one.rule.code else "other code"
        figures.by_rule[one.rule.name, came] += 1


def _explain(draft: Draft, refused: RejectedError, tenant: Tenant, figures: Figures) -> None:
    """A refusal that nobody foresaw must come from a switch, and end when that is off."""
    unreadable = CONNECTORS[tenant.psa.case.app].unreadable
    names = [one.name for one in unreadable if one.name in tenant.on and one.code == refused.code]
    tenant.without_switches(draft)
    again = _booked(draft, tenant)
    tenant.with_switches()
    if again is None and names and refused.code in PROBLEMS:
        figures.by_switch[" or ".join(names), refused.code] += 1
    else:
        figures.false_ok.append(f"{refused}; {_told(draft)}")


def _told(draft: Draft) -> str:
    content = draft.content
    return (
        f"{draft.person.user_name} on {content.work_item_id}, {content.start:%Y-%m-%d %H:%M} "
        f"to {content.end:%Y-%m-%d %H:%M}, type {content.work_type_id}, "
        f"role {content.work_role_id}, {len(content.notes)} characters"
    )
