from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.entry import SyncState
from psa_sync.domain.errors import TransientError
from psa_sync.domain.jobs import PullKind
from psa_sync.sync.notice_inactive import notice_inactive
from psa_sync.sync.read_entries import Viewer
from psa_sync.sync.read_problems import read_problems
from tests.builders import ACCOUNT, CONNECTWISE, USER, a_link, a_psa_user, a_pull_job
from tests.fakes.psa_faults import not_sent
from tests.unit.sync.scene import Scene, in_step

MARIA = a_psa_user(id="155", user_name="MKeller")
RULES = a_pull_job(kind=PullKind.RULES)
HOUR = 3_601


def link_of(scene: Scene, user_id=USER):
    link = scene.world.connections.link_of(ACCOUNT, CONNECTWISE, user_id)
    assert link is not None
    return link


def shown_to(scene: Scene, user_id, *, is_admin=False):
    viewer = Viewer(account=ACCOUNT, user_id=user_id, is_admin=is_admin)
    page = read_problems(viewer, app=None, cursor=None, limit=100, effects=scene.effects)
    return [(one.problem.code, one.entry_id, one.user_id) for one in page.items]


@pytest.fixture
def gone() -> Scene:
    """Paul has a row in step and was deactivated; Maria works on."""
    scene = in_step()
    scene.world.connections.link(a_link(user_id="user-keller", psa_user=MARIA))
    scene.psa.rules.inactive.add("154")
    return scene


def test_who_was_deactivated_is_marked_once_and_nobody_else(gone):
    gone.pull(RULES)
    problem = link_of(gone).problem
    assert problem is not None
    assert (problem.code, problem.kind.who) == ("person_inactive", "msp_admin")
    assert link_of(gone, "user-keller").problem is None
    gone.clock.advance(HOUR)
    gone.pull(RULES)
    assert link_of(gone).problem == problem


def test_who_is_back_is_marked_no_more(gone):
    gone.pull(RULES)
    gone.psa.rules.inactive.clear()
    gone.pull(RULES)
    assert link_of(gone).problem is None


def test_who_is_told_to_be_back_is_not_held_by_what_was_known_before(gone):
    gone.psa.rules.shut.add("154")
    gone.pull(RULES)
    gone.psa.rules.shut.clear()
    gone.psa.rules.inactive.clear()
    marks = gone.effects.connections.mark

    def books_at_once(link):
        marks(link)
        gone.edits(end=gone.entry().local.end + timedelta(minutes=6))
        gone.deliver()

    gone.effects.connections.mark = books_at_once
    gone.pull(RULES)
    assert gone.state() is SyncState.SYNCED


def test_the_person_and_admins_see_it_and_nobody_else(gone):
    gone.pull(RULES)
    assert shown_to(gone, USER) == [("person_inactive", None, USER)]
    assert shown_to(gone, "user-keller") == []
    assert ("person_inactive", None, USER) in shown_to(gone, "user-admin", is_admin=True)


def test_a_refusal_tells_it_before_anybody_has_looked_and_the_entry_goes_out_later(gone):
    gone.edits(notes="While inactive")
    gone.deliver()
    assert (gone.state(), gone.problem()) == (SyncState.WAITING, "person_inactive")
    assert link_of(gone).problem is not None
    before = gone.psa.calls["update"]
    gone.later(HOUR)
    assert gone.psa.calls["update"] == before + 1
    gone.psa.rules.inactive.clear()
    gone.later(HOUR)
    assert gone.state() is SyncState.SYNCED
    assert gone.row().content.notes == "While inactive"


def test_a_psa_that_does_not_answer_leaves_what_is_known(gone):
    gone.pull(RULES)
    gone.psa.rules.inactive.clear()
    gone.psa.fail("inactive", not_sent())
    with pytest.raises(TransientError):
        notice_inactive([link_of(gone)], gone.psa, gone.effects)
    assert link_of(gone).problem is not None


def test_nobody_is_asked_for_where_nobody_is_authenticated(gone):
    notice_inactive([], gone.psa, gone.effects)
    assert gone.psa.calls["inactive"] == 0


def test_who_has_left_meanwhile_is_not_marked(gone):
    link = link_of(gone)
    gone.world.connections.unlink(ACCOUNT, CONNECTWISE, USER)
    notice_inactive([link], gone.psa, gone.effects)
    assert gone.world.connections.link_of(ACCOUNT, CONNECTWISE, USER) is None
    gone.world.connections.link(replace(link, psa_user=a_psa_user(id="160")))
    notice_inactive([link], gone.psa, gone.effects)
    assert link_of(gone).problem is None
