"""What the PSA would refuse is told before it is sent, from facts that may be old."""

from datetime import timedelta

import pytest

from psa_sync.domain.entry import SyncState
from psa_sync.domain.jobs import PullKind
from psa_sync.domain.problem import Problem
from psa_sync.ports import LARGEST_DOCUMENT, FactSheet
from psa_sync.sync.read_entries import Viewer
from psa_sync.sync.refresh_facts import is_due
from psa_sync.sync.retry_entry import retry_entry
from psa_sync.sync.writing import LATEST_LOOK, SOONEST_LOOK
from tests.builders import (
    ACCOUNT,
    CONNECTWISE,
    NOW,
    USER,
    a_link,
    a_psa_user,
    a_pull_job,
    a_work_item,
    an_id,
)
from tests.fakes.psa_faults import not_sent
from tests.fakes.rule_facts import LONGEST_NOTES
from tests.unit.sync.scene import Scene

RULES = a_pull_job(kind=PullKind.RULES, user_id=USER)
ITEM = a_work_item().id
HOUR = LATEST_LOOK.total_seconds()
SOON = SOONEST_LOOK.total_seconds()


def writes(scene: Scene) -> int:
    return scene.psa.calls["create"] + scene.psa.calls["update"]


def problem(scene: Scene) -> Problem:
    found = scene.entry().problem
    assert found is not None
    return found


def knows(scene: Scene) -> None:
    """The facts as they are now are known."""
    scene.psa.items[scene.paul.id] = [a_work_item()]
    scene.pull(a_pull_job(kind=PullKind.WORK_ITEMS, user_id=USER))


@pytest.fixture(params=["tenant", "person", "item"])
def forbid(request: pytest.FixtureRequest, scene: Scene):
    """Switch on, or off, what the PSA refuses."""

    def switch(on: bool = True) -> None:
        which, word = {
            "tenant": (scene.psa.rules.bad_types, "7"),
            "person": (scene.psa.rules.shut, scene.paul.id),
            "item": (scene.psa.rules.closed, ITEM),
        }[request.param]
        (which.add if on else which.discard)(word)

    return switch


def test_what_must_fail_is_not_sent(scene: Scene, forbid):
    forbid()
    knows(scene)
    scene.books(work_type_id="7")
    scene.deliver()
    assert writes(scene) == 0
    assert scene.state() is SyncState.REJECTED
    assert problem(scene).foreseen
    assert scene.told() == ["booked", "foreseen"]


def test_a_cached_no_is_not_believed_when_it_is_old(scene: Scene, forbid):
    forbid()
    knows(scene)
    forbid(on=False)
    scene.clock.advance(61)
    scene.books(work_type_id="7")
    scene.deliver()
    assert scene.state() is SyncState.SYNCED


def test_an_old_no_that_still_holds_costs_reads_and_no_write(scene: Scene, forbid):
    forbid()
    knows(scene)
    scene.clock.advance(3600)
    before = scene.psa.calls.total()
    scene.books(work_type_id="7")
    scene.deliver()
    assert scene.state() is SyncState.REJECTED
    assert scene.psa.calls.total() - before == 1
    assert writes(scene) == 0


def test_it_goes_out_by_itself_when_the_facts_have_changed(scene: Scene, forbid):
    forbid()
    knows(scene)
    scene.books(work_type_id="7")
    scene.deliver()
    forbid(on=False)
    scene.later(SOON - 1)
    assert scene.state() is SyncState.REJECTED
    scene.later(1)
    assert scene.state() is SyncState.SYNCED
    assert scene.problem() is None


def test_the_longer_it_waits_the_rarer_it_is_looked_at_but_never_less_than_once_an_hour(
    scene: Scene, forbid
):
    forbid()
    knows(scene)
    scene.books(work_type_id="7")
    scene.deliver()
    waits = []
    for _ in range(9):
        until = scene.entry().waiting_until
        assert until is not None
        waits.append((until - scene.clock()).total_seconds())
        scene.later(waits[-1])
    assert waits == [SOON, SOON, *(SOON * 2**n for n in range(1, 6)), HOUR, HOUR]


def test_while_they_have_not_it_waits_on_and_tells_it_once(scene: Scene, forbid):
    forbid()
    knows(scene)
    scene.books(work_type_id="7")
    scene.deliver()
    since = problem(scene).since
    for _ in range(3):
        scene.later(HOUR)
    assert scene.state() is SyncState.REJECTED
    assert scene.told().count("foreseen") == 1
    assert problem(scene).since == since


def test_an_edit_mends_it_at_once(scene: Scene):
    scene.psa.rules.bad_types.add("7")
    knows(scene)
    scene.books(work_type_id="7")
    scene.deliver()
    scene.edits(work_type_id="8")
    scene.deliver()
    assert scene.state() is SyncState.SYNCED


def test_a_person_may_ask_for_another_look(scene: Scene, forbid):
    forbid()
    knows(scene)
    scene.books(work_type_id="7")
    scene.deliver()
    forbid(on=False)
    scene.clock.advance(61)
    viewer = Viewer(account=ACCOUNT, user_id=USER, is_admin=False)
    retry_entry(viewer, an_id(), effects=scene.effects)
    scene.deliver()
    assert scene.state() is SyncState.SYNCED


def test_a_change_is_checked_as_far_as_it_goes(scene: Scene):
    scene.books()
    scene.deliver()
    scene.psa.rules.shut.add(scene.paul.id)
    knows(scene)
    scene.edits(end=scene.entry().local.end + timedelta(minutes=5))
    scene.deliver()
    assert (scene.problem(), writes(scene)) == ("period_closed", 1)
    scene.psa.rules.shut.clear()
    scene.later(HOUR)
    assert (scene.state(), writes(scene)) == (SyncState.SYNCED, 2)


def test_of_a_change_only_the_part_that_is_written_counts(scene: Scene):
    scene.books()
    scene.deliver()
    scene.psa.rules.shut.add(scene.paul.id)
    knows(scene)
    scene.psa.rules.shut.clear()
    before = scene.psa.calls["facts_of_people"]
    scene.edits(notes="more words")
    scene.deliver()
    assert scene.state() is SyncState.SYNCED
    assert scene.psa.calls["facts_of_people"] == before


def test_when_the_facts_cannot_be_read_again_the_entry_waits(scene: Scene, forbid):
    forbid()
    knows(scene)
    scene.clock.advance(61)
    for call in ("tenant_facts", "facts_of_people", "facts_of_item"):
        scene.psa.fail(call, not_sent())
    scene.books(work_type_id="7")
    scene.deliver()
    assert (scene.state(), scene.problem()) == (SyncState.WAITING, "psa_unreachable")
    scene.later(10)
    assert scene.state() is SyncState.REJECTED


def test_the_psa_decides_where_nothing_is_known(scene: Scene):
    scene.psa.rules.shut.add(scene.paul.id)
    scene.books()
    scene.deliver()
    assert (scene.problem(), writes(scene)) == ("period_closed", 1)
    assert not problem(scene).foreseen


def test_what_no_fact_can_change_is_held_without_asking(scene: Scene):
    scene.books(notes="n" * (LONGEST_NOTES + 1))
    scene.deliver()
    assert (scene.problem(), scene.psa.calls) == ("notes_too_long", {})


def test_facts_of_everybody_are_read_again_every_hour(scene: Scene):
    scene.world.connections.link(
        a_link(user_id="user-2", psa_user=a_psa_user(id="999", user_name="MKeller"))
    )
    scene.pull()
    scene.pull()
    assert scene.psa.calls["tenant_facts"] == 1
    for person_id in (scene.paul.id, "999"):
        _, person = scene.world.rule_facts.read(ACCOUNT, CONNECTWISE, person_id)
        assert person == FactSheet(b"", NOW)
    scene.clock.advance(3600)
    scene.pull()
    assert scene.psa.calls["tenant_facts"] == 2


def test_what_all_share_is_read_once_for_a_crowd(scene: Scene):
    for seconds in (0, 200, 200):
        scene.clock.advance(seconds)
        scene.pull(RULES)
    assert scene.psa.calls["tenant_facts"] == 2
    assert scene.psa.calls["facts_of_people"] == 3


def test_facts_of_somebody_unknown_are_not_asked_for(scene: Scene):
    scene.pull(a_pull_job(kind=PullKind.RULES, user_id="nobody"))
    assert scene.psa.calls == {}


def test_facts_that_are_too_large_say_nothing(scene: Scene):
    scene.psa.rules.bad_types.update(["7", "x" * LARGEST_DOCUMENT])
    knows(scene)
    tenant, _ = scene.world.rule_facts.read(ACCOUNT, CONNECTWISE, scene.paul.id)
    assert tenant == FactSheet(b"", NOW)
    scene.books(work_type_id="7")
    scene.deliver()
    assert (scene.problem(), writes(scene)) == ("work_type_invalid", 1)


def test_each_account_has_its_own_minute_of_the_hour():
    def due(account: str, minutes: int) -> bool:
        return is_due(account, NOW, NOW + timedelta(minutes=minutes))

    accounts = [f"msp-{number}" for number in range(60)]
    assert all(due(account, 60) for account in accounts)
    assert not any(due(account, 0) for account in accounts)
    assert 20 < sum(due(account, 30) for account in accounts) < 40
