"""Who sees which problems."""

from dataclasses import replace

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.problem import PROBLEMS
from psa_sync.domain.reconcile import Brake
from psa_sync.sync.read_entries import Viewer
from psa_sync.sync.read_problems import STATUS_CODES, read_problems
from psa_sync.sync.refusal import RefusedError
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, NOW, USER, a_problem, an_entry, an_id
from tests.unit.sync.scene import Scene
from tests.unit.sync.test_mending import ADMIN, MARIA, PAUL, STRANGER


@pytest.fixture
def troubled(scene: Scene) -> Scene:
    """One problem of Paul's in each app, one of Maria's, and one entry that is well."""
    problem = a_problem()
    scene.entries.save(an_entry(id=an_id(1), problem=problem))
    scene.entries.save(an_entry(id=an_id(2), problem=problem, app=AUTOTASK))
    scene.entries.save(an_entry(id=an_id(3), problem=problem, user_id=MARIA.user_id))
    scene.entries.save(an_entry(id=an_id(4)))
    return scene


def seen(scene: Scene, viewer: Viewer, app=None, cursor=None, limit=100):
    return read_problems(viewer, app=app, cursor=cursor, limit=limit, effects=scene.effects)


def ids(scene: Scene, viewer: Viewer, app=None):
    return {one.entry_id for one in seen(scene, viewer, app).items}


def test_members_see_their_own_and_admins_everybodys(troubled: Scene):
    assert ids(troubled, PAUL) == {an_id(1), an_id(2)}
    assert ids(troubled, MARIA) == {an_id(3)}
    assert ids(troubled, ADMIN) == {an_id(1), an_id(2), an_id(3)}
    assert ids(troubled, STRANGER) == set()


def test_one_app_can_be_asked_for(troubled: Scene):
    assert ids(troubled, PAUL, AUTOTASK) == {an_id(2)}
    assert ids(troubled, ADMIN, CONNECTWISE) == {an_id(1), an_id(3)}


def test_a_problem_names_its_entry_its_user_and_its_app(troubled: Scene):
    (one,) = seen(troubled, MARIA).items
    assert (one.entry_id, one.user_id, one.app) == (an_id(3), MARIA.user_id, CONNECTWISE)
    assert one.problem == a_problem()


def test_a_long_list_comes_in_pages_and_connections_come_once(troubled: Scene):
    stopped = replace(troubled.connection, status=ConnectionStatus.AUTH_FAILED)
    troubled.world.connections.save(stopped)
    found, cursor, pages = [], None, 0
    while cursor is not None or not pages:
        page = seen(troubled, ADMIN, cursor=cursor, limit=1)
        found += [one.entry_id for one in page.items]
        cursor, pages = page.cursor, pages + 1
    assert pages == 3
    assert sorted(found, key=str) == [an_id(1), an_id(2), an_id(3), None]


@pytest.mark.parametrize("status", ConnectionStatus)
def test_a_connection_that_does_not_work_is_a_problem_of_the_admins(scene: Scene, status):
    moved = replace(scene.connection, status=status, status_text="Unauthorized")
    scene.world.connections.save(moved)
    items = seen(scene, ADMIN).items
    codes = [one.problem.code for one in items]
    assert codes == [code for code in [STATUS_CODES[status]] if code]
    assert all((one.entry_id, one.user_id, one.app) == (None, None, CONNECTWISE) for one in items)
    assert all(one.problem.detail == "Unauthorized" for one in items)
    assert seen(scene, PAUL).items == ()


def test_every_status_says_something_that_is_in_the_table_or_is_no_problem():
    assert set(STATUS_CODES) == set(ConnectionStatus)
    assert {code for code in STATUS_CODES.values() if code} <= set(PROBLEMS)
    well = {status for status, code in STATUS_CODES.items() if code is None}
    assert well == {ConnectionStatus.ACTIVE, ConnectionStatus.REMOVED}


def test_the_brake_is_a_problem_while_it_is_on(scene: Scene):
    state = scene.effects.cursors.reconciled(ACCOUNT, CONNECTWISE)
    on = replace(state, brake=Brake(since=NOW, missing=(an_id(1), an_id(2))))
    scene.effects.cursors.save_reconciled(on)
    (one,) = seen(scene, ADMIN).items
    assert (one.entry_id, one.problem.code) == (None, "mass_delete")
    assert ids(scene, ADMIN, AUTOTASK) == set()


def test_nothing_is_wrong_with_an_account_without_connections(scene: Scene):
    nobody = Viewer(account="another", user_id=USER, is_admin=True)
    assert seen(scene, nobody).items == ()


@pytest.mark.parametrize("cursor", ["", "7", "null", "[]", '["users", "0"]', '["problems", 7]'])
def test_a_cursor_that_is_none_of_ours_is_refused(scene: Scene, cursor):
    with pytest.raises(RefusedError, match="cursor_invalid"):
        seen(scene, ADMIN, cursor=cursor)
