"""A dry run: what is known against an entry, without asking the PSA."""

from dataclasses import replace

import pytest

from psa_sync.domain.content import Content
from psa_sync.domain.jobs import PullKind
from psa_sync.sync.check_entry import Verdict, check_entry
from tests.builders import ACCOUNT, NOW, USER, a_content, a_pull_job, a_work_item, an_id
from tests.unit.sync.scene import Scene

IMPORT = a_pull_job(kind=PullKind.WORK_ITEMS, user_id=USER)


def check(
    scene: Scene, content: Content | None = None, *, user: str = USER, entry_id: str | None = None
) -> Verdict:
    before = scene.psa.calls.total()
    verdict = check_entry(ACCOUNT, user, entry_id, content or a_content(), effects=scene.effects)
    assert scene.psa.calls.total() == before
    assert all(problem.since == scene.clock() for problem in verdict.problems)
    return verdict


def codes(verdict: Verdict) -> list[str]:
    return [problem.code for problem in verdict.problems]


@pytest.fixture
def known(scene: Scene) -> Scene:
    scene.psa.items[scene.paul.id] = [a_work_item()]
    scene.pull(IMPORT)
    return scene


def test_nothing_is_known_against_a_good_entry(known: Scene):
    known.clock.advance(600)
    assert check(known) == Verdict((), NOW)


def test_without_facts_nothing_is_known_either(scene: Scene):
    assert check(scene) == Verdict((), None)


def test_everything_that_is_known_against_it_is_told(known: Scene):
    rules = known.psa.rules
    rules.bad_types.add("7")
    rules.shut.add(known.paul.id)
    rules.closed.add(a_work_item().id)
    known.clock.advance(301)
    known.pull(IMPORT)
    found = check(known, a_content(work_type_id="7"))
    assert codes(found) == ["work_type_invalid", "period_closed", "work_item_closed"]
    assert found.problems[0].detail == "by connectwise"


@pytest.mark.parametrize(
    ("work_item_id", "code"),
    [
        ("nonsense", "work_item_missing"),
        ("autotask:ticket:1", "connection_missing"),
        ("connectwise:ticket:404", "work_item_missing"),
    ],
)
def test_what_nobody_could_book_on_is_told(known: Scene, work_item_id: str, code: str):
    assert codes(check(known, a_content(work_item_id=work_item_id))) == [code]


def test_who_is_nobody_in_the_psa_is_told(known: Scene):
    assert codes(check(known, user="somebody")) == ["user_not_authenticated"]


@pytest.mark.parametrize("reason", ["The ticket is closed.", None])
def test_a_work_item_that_takes_no_new_entries_is_told_once(known: Scene, reason: str | None):
    item = a_work_item(bookable=False, not_bookable_reason=reason, facts="closed")
    known.world.work_items.put(ACCOUNT, USER, [item])
    found = check(known)
    assert codes(found) == ["work_item_closed"]
    assert found.problems[0].detail == (reason or "")


def test_an_entry_may_stay_where_it_is(known: Scene):
    known.books()
    known.deliver()
    gone = a_work_item(bookable=False)
    known.world.work_items.put(ACCOUNT, USER, [gone])
    assert codes(check(known, entry_id=an_id())) == []
    assert codes(check(known)) == ["work_item_closed"]
    assert codes(check(known, user=USER, entry_id=an_id(2))) == ["work_item_closed"]


def test_a_locked_entry_takes_no_change(known: Scene):
    known.books()
    known.deliver()
    known.psa.sets(known.row().psa_id, locked=True)
    known.clock.advance(60)
    known.pull()
    assert codes(check(known, entry_id=an_id())) == ["entry_locked"]


def test_an_entry_of_somebody_else_is_nothing_to_us(known: Scene):
    known.books()
    stored = known.entry()
    known.entries.save(replace(stored, id=an_id(9), user_id="other", revision=0))
    known.world.work_items.put(ACCOUNT, USER, [a_work_item(bookable=False)])
    assert codes(check(known, entry_id=an_id(9))) == ["work_item_closed"]
