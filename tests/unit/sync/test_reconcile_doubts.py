"""What does not prove that a row is gone."""

from datetime import timedelta

from psa_sync.domain.jobs import PullKind
from psa_sync.sync.brake import connection_problems, read_brake
from psa_sync.sync.run_pull import run_pull
from tests.builders import ACCOUNT, CONNECTWISE, USER, a_content, a_pull_job
from tests.fakes.psa_faults import not_sent, refuses_the_key
from tests.unit.sync.reconciling import (
    JOB,
    alive,
    entry_of,
    looks_of,
    recent,
    reconcile,
    with_rows,
    words,
)


def test_a_person_of_whom_nothing_is_to_be_seen_loses_nothing(scene):
    with_rows(count=8, scene=scene)
    scene.psa.hides = lambda _row: True
    for _ in range(4):
        reconcile(scene)
    assert len(alive(scene)) == 8
    assert {entry.missing for entry in alive(scene)} == {None}


def test_the_only_rows_of_the_open_days_may_go_when_older_ones_are_there(scene):
    with_rows(count=3, scene=scene)
    old = a_content().start - timedelta(days=20)
    scene.psa.person_books(scene.paul, a_content(start=old, end=old + timedelta(hours=1)))
    scene.pull(a_pull_job(kind=PullKind.BACKFILL, user_id=USER))
    for row in scene.psa.rows()[:3]:
        scene.psa.person_deletes(row.psa_id)
    for _ in range(2):
        recent(scene)
    assert len(alive(scene)) == 1


def test_filters_that_are_ignored_stop_everything_visibly(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[3]
    scene.psa.person_deletes(row.psa_id)
    scene.psa.ignores_filters = True
    for _ in range(3):
        reconcile(scene)
    assert entry_of(scene, row).missing is None
    (problem,) = connection_problems(ACCOUNT, CONNECTWISE, scene.effects)
    assert problem.code == "psa_filter_ignored"
    scene.psa.lists_well_again()
    for _ in range(2):
        reconcile(scene)
    assert connection_problems(ACCOUNT, CONNECTWISE, scene.effects) == []
    assert entry_of(scene, row).deleted_at is not None


def test_a_list_that_leaves_out_a_row_that_is_there_proves_nothing(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[29]
    scene.psa.person_deletes(row.psa_id)
    scene.psa.shows_at_most = 20
    for _ in range(4):
        reconcile(scene)
    assert len(alive(scene)) == 30
    assert read_brake(ACCOUNT, CONNECTWISE, scene.effects) is None


def test_an_error_in_the_middle_of_a_list_concludes_nothing(scene):
    scene.psa.page_size = 10
    with_rows(scene=scene)
    row = scene.psa.rows()[3]
    scene.psa.person_deletes(row.psa_id)
    scene.later(6 * 3600)
    pages = scene.psa.calls["stamps_of_days"]

    def breaks_on_the_second_page(name):
        if name == "stamps_of_days" and scene.psa.calls[name] == pages + 2:
            scene.psa.fail(name, not_sent())

    scene.psa.before = breaks_on_the_second_page
    run_pull(a_pull_job(kind=PullKind.RECONCILE, user_id=USER), effects=scene.effects)
    assert entry_of(scene, row).missing is None
    (again,) = scene.world.queue.take_pulled()
    assert again.attempt == 1


def test_a_refused_key_stops_the_connection_and_proves_nothing(scene):
    with_rows(scene=scene)
    scene.psa.fail("stamps_of_days", refuses_the_key())
    reconcile(scene)
    assert not scene.connection.status.sends
    calls = scene.psa.calls.copy()
    reconcile(scene)
    assert scene.psa.calls == calls
    assert len(alive(scene)) == 30


def test_a_row_that_turns_up_again_clears_the_evidence(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[3]
    scene.psa.hides = lambda one: one.psa_id == row.psa_id
    reconcile(scene)
    assert looks_of(scene, row) == 1
    scene.psa.lists_well_again()
    reconcile(scene)
    assert entry_of(scene, row).missing is None
    scene.psa.hides = lambda one: one.psa_id == row.psa_id
    reconcile(scene)
    assert looks_of(scene, row) == 1
    assert entry_of(scene, row).deleted_at is None


def test_a_row_that_was_hidden_and_is_shown_again_comes_back(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[3]
    scene.psa.hides = lambda one: one.psa_id == row.psa_id
    for _ in range(2):
        reconcile(scene)
    gone = entry_of(scene, row)
    assert gone.deleted_at is not None
    scene.psa.lists_well_again()
    reconcile(scene)
    back = entry_of(scene, row)
    assert (back.deleted_at, back.missing, back.psa_id) == (None, None, row.psa_id)
    assert back.id == gone.id
    assert words(scene, back)[-1] == "reappeared"
    assert len(scene.psa.rows()) == 30


def test_a_list_that_is_behind_does_not_bring_a_delete_back(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[3]
    scene.psa.person_deletes(row.psa_id)
    for _ in range(2):
        reconcile(scene)
    scene.psa.list_lag = 2 * 86_400
    reconcile(scene)
    scene.pull()
    assert entry_of(scene, row).deleted_at is not None


def test_a_list_from_before_the_delete_is_not_believed_without_a_look(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[3]
    scene.later(86_400)
    scene.psa.person_deletes(row.psa_id)
    for _ in range(2):
        reconcile(scene)
    assert entry_of(scene, row).deleted_at is not None
    scene.psa.list_lag = 20 * 3600
    reconcile(scene)
    assert entry_of(scene, row).deleted_at is not None


def test_two_runs_close_to_each_other_are_one_look(scene):
    with_rows(scene=scene)
    row = scene.psa.rows()[3]
    scene.psa.person_deletes(row.psa_id)
    reconcile(scene)
    for _ in range(3):
        scene.clock.advance(30)
        scene.pull(JOB)
    assert looks_of(scene, row) == 1


def test_a_witness_that_is_gone_itself_leaves_the_word_to_the_next(scene):
    with_rows(count=3, scene=scene)
    for days in (20, 21):
        old = a_content().start - timedelta(days=days)
        scene.psa.person_books(scene.paul, a_content(start=old, end=old + timedelta(hours=1)))
    scene.pull(a_pull_job(kind=PullKind.BACKFILL, user_id=USER))
    by_age = sorted(scene.psa.rows(), key=lambda row: row.content.start)
    for row in (by_age[0], *by_age[2:]):
        scene.psa.person_deletes(row.psa_id)
    for _ in range(2):
        recent(scene)
    assert [entry.psa_id for entry in alive(scene)] == [row.psa_id for row in by_age[:2]]


def test_more_rows_than_a_page_holds_are_all_compared(scene):
    with_rows(count=33, scene=scene)
    for minute in range(90):
        start = a_content().start - timedelta(days=2, minutes=minute)
        brief = a_content(start=start, end=start + timedelta(minutes=1))
        scene.psa.person_books(scene.paul, brief)
    scene.pull(a_pull_job(kind=PullKind.BACKFILL, user_id=USER))
    first = min(scene.psa.rows(), key=lambda row: row.content.start)
    last = max(scene.psa.rows(), key=lambda row: row.content.start)
    for row in (first, last):
        scene.psa.person_deletes(row.psa_id)
    for _ in range(2):
        reconcile(scene)
    assert len(alive(scene)) == 121
