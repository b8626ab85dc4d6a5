"""Without a right that is asked for something fails; without all the others everything works."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Billable, Group
from psa_sync.domain.errors import SyncError
from psa_sync.domain.permission import Feature
from psa_sync.domain.work_item import WorkItemKind
from psa_sync.ports import Draft, PsaConnector
from tests.builders import NOW
from tests.contract.bookings import a_draft, takes_time
from tests.contract.cases import CASES
from tests.contract.cases.case import right
from tests.contract.connectors import Bench, bench_of, every_page
from tests.contract.rights.ways import EVERY, NEEDED

NEEDED_ALONE = [
    pytest.param(case.app, name, id=f"{case.app}: {name}")
    for case in CASES
    for name, permission in NEEDED[case.app].items()
    if permission.feature is not Feature.WEBHOOKS  # without them everything works, only later
]


@dataclass(frozen=True)
class Work:
    """What the product does with a PSA, planned while all of it may be done."""

    psa: Bench
    endpoint: str
    paul: PsaUser
    draft: Draft
    company: str

    def outcomes(self) -> dict[str, object]:
        """Do all of it as somebody who knows nothing yet; a failure is an outcome."""
        now = self.psa.connect(self.endpoint)
        read = {name: told(call, now) for name, call in self._reads().items()}
        # Made by somebody with all rights, so that each of the rest is judged for itself.
        psa_id = self._made()
        done = {name: told(call, now, psa_id) for name, call in self._with_a_row().items()}
        booked = told(lambda: bool(now.create(self.draft)))
        self._clear()
        return read | done | {"book": booked}

    def _made(self) -> str:
        before = self.psa.control("GET", "/permissions")["items"]
        for one in before:
            self.psa.sets(**right(one["name"], allowed=True))
        psa_id = self.psa.connect(self.endpoint).create(self.draft).psa_id
        for one in before:
            self.psa.sets(**right(one["name"], allowed=one.get("level", one["allowed"])))
        return psa_id

    def _reads(self) -> dict[str, Callable[[PsaConnector], Any]]:
        first, last = NOW.date() - timedelta(days=5), NOW.date()
        ticket, paul = self.draft.content.work_item_id, self.paul
        return {
            "find": lambda now: now.find_person("PPierce"),
            "work items": lambda now: replace(self.psa, connector=now).work_items(paul),
            "options": lambda now: now.options(paul),
            "facts of all": lambda now: now.tenant_facts(),
            "facts of people": lambda now: now.facts_of_people([paul]),
            "facts of a ticket": lambda now: now.facts_of_item(ticket, paul),
            "facts of a company": lambda now: now.facts_of_item(self.company, paul),
            "days": lambda now: every_page(lambda page: now.rows_of_days(paul, first, last, page)),
            "changes": lambda now: now.changed_rows([paul], None, NOW, None).rows,
        }

    def _with_a_row(self) -> dict[str, Callable[[PsaConnector, str], Any]]:
        def changing(group: Group, **changes: Any) -> Callable[[PsaConnector, str], Any]:
            draft = replace(self.draft, content=replace(self.draft.content, **changes))
            return lambda now, psa_id: bool(now.update(psa_id, draft, frozenset({group})))

        return {
            "read": lambda now, psa_id: now.read(psa_id, self.paul).content,
            "change": changing(Group.NOTES, notes="changed"),
            "bill": changing(Group.BILLABLE, billable=Billable.BILLABLE),
            "delete": lambda now, psa_id: bool(now.delete(psa_id)) or True,
        }

    def _clear(self) -> None:
        """Remove what is left, as the person whose time it is."""
        for psa_id, item in self.psa.ledger().items():
            if item["createdBy"] == "api" and item["deletedAt"] is None:
                self.psa.control("DELETE", f"/people/{self.paul.id}/time-entries/{psa_id}")


def told(call: Callable[..., Any], *arguments: object) -> object:
    try:
        return call(*arguments)
    except SyncError as error:
        return type(error)


def work_at(psa: Bench) -> Work:
    paul = psa.connector.find_person("PPierce")
    items = psa.work_items(paul)
    ticket = next(item for item in items if takes_time(item))
    company = next(item.id for item in items if item.kind is WorkItemKind.COMPANY)
    draft = a_draft(psa, paul, ticket, billable=Billable.NO_CHARGE)
    return Work(psa, psa.connect().identify().endpoint, paul, draft, company)


@pytest.fixture(scope="module")
def works() -> Iterator[dict[str, tuple[Work, dict[str, object]]]]:
    """The work at each PSA, and what comes of it with all rights."""
    small = [replace(case, create_app=case.create_small_app) for case in CASES]
    with ExitStack() as stack:
        there = [work_at(stack.enter_context(bench_of(case, NOW))) for case in small]
        yield {str(work.psa.case.app): (work, work.outcomes()) for work in there}


@pytest.mark.parametrize("app", [case.app for case in CASES])
def test_with_all_rights_everything_works_and_comes_out_alike_again(works, app):
    work, usual = works[app]
    assert not [name for name, outcome in usual.items() if isinstance(outcome, type)]
    assert work.outcomes() == usual


@pytest.mark.parametrize(("app", "name"), NEEDED_ALONE)
def test_without_a_right_that_is_asked_for_something_comes_out_otherwise(works, app, name):
    work, usual = works[app]
    work.psa.sets(**right(name, allowed=False))
    found = work.outcomes()
    work.psa.sets(**right(name, allowed=True))
    assert found != usual


@pytest.mark.parametrize("app", [case.app for case in CASES])
def test_without_all_rights_that_are_not_asked_for_nothing_comes_out_otherwise(works, app):
    work, usual = works[app]
    others = set(EVERY[app]) - set(NEEDED[app])
    for name in others:
        work.psa.sets(**right(name, allowed=False))
    found = work.outcomes()
    for name in others:
        work.psa.sets(**right(name, allowed=True))
    assert found == usual
    assert len(others) > len(NEEDED[app])
