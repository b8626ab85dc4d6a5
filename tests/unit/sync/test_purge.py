from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.entry import SyncState
from psa_sync.domain.jobs import PullKind
from psa_sync.sync.purge_app import AT_ONCE, BETWEEN_THE_LOOKS, ID_STAYS_USED, purge_app
from psa_sync.sync.refusal import RefusedError
from tests.builders import (
    ACCOUNT,
    CONNECTWISE,
    USER,
    a_content,
    a_link,
    a_pull_job,
    a_work_item,
    an_entry,
    an_id,
)
from tests.unit.sync.left_app import KEEP, Left
from tests.unit.sync.scene import LIMITS

VISIBILITY = timedelta(minutes=12)


class Killed(BaseException):
    """The process is gone."""


class Deadly:
    """A port whose process is killed around one of its calls."""

    def __init__(self, port, life):
        self._port, self._life = port, life

    def __getattr__(self, name):
        call = getattr(self._port, name)

        def does(*arguments, **named):
            self._life.passes("before")
            found = call(*arguments, **named)
            self._life.passes("after")
            return found

        return does


class Life:
    """Counts what happens, and ends at one point."""

    def __init__(self, ends_at=0, way="before"):
        self.ends_at, self.way, self.passed = ends_at, way, 0

    def passes(self, way):
        self.passed += way == self.way
        if way == self.way and self.passed == self.ends_at:
            raise Killed


def test_for_thirty_days_nothing_is_removed():
    left = Left()
    before = sorted(one.id for one in left.world.entries.all())
    left.passes(KEEP - timedelta(seconds=1))
    assert left.asks() == 0
    left.works(a_pull_job(kind=PullKind.PURGE))
    assert sorted(one.id for one in left.world.entries.all()) == before
    assert not left.scene.connection.purging


def test_after_thirty_days_all_is_removed_and_nothing_of_anybody_else():
    left = Left().passes(KEEP)
    assert left.asks() == 1
    assert left.is_worked_off() == 3
    assert left.all_is_gone()
    assert left.others_have_all()
    assert left.asks() == 0
    assert left.scene.psa.calls.total() == 0


def test_the_second_look_waits_until_everybody_has_ended_who_was_at_work():
    left = Left().passes(KEEP)
    left.asks()
    (job,) = left.world.queue.take_pulled()
    left.works(job)
    assert left.world.queue.delays[-1] == BETWEEN_THE_LOOKS
    straggler = an_entry(id=an_id(9), psa_id="999")
    left.world.entries.save(straggler)
    left.is_worked_off()
    assert left.all_is_gone()


def test_with_little_time_it_goes_on_in_a_new_message():
    left = Left().passes(KEEP)
    left.scene.time_left = timedelta(seconds=15)
    left.asks()
    assert left.is_worked_off() > 8
    assert left.all_is_gone()
    assert left.others_have_all()


@pytest.mark.parametrize("way", ["before", "after"])
@pytest.mark.parametrize("seconds", [60, 15], ids=["at once", "in parts"])
def test_killed_anywhere_it_goes_on(way, seconds):
    for number in count(1):
        left, life = Left().passes(KEEP), Life(number, way)
        left.scene.time_left = timedelta(seconds=seconds)
        ports = ("connections", "entries", "work_items", "cursors", "queue")
        deadly = {name: Deadly(getattr(left.effects, name), life) for name in ports}
        left.asks()
        jobs = left.world.queue.take_pulled()
        while jobs:
            job = jobs.pop()
            try:
                purge_app(
                    job,
                    belongings=Deadly(left.world.belongings, life),
                    credentials=Deadly(left.world.credentials, life),
                    effects=replace(left.effects, **deadly),
                )
            except Killed:
                jobs.append(job)  # the message comes again
                left.passes(VISIBILITY)
            jobs += left.world.queue.take_pulled()
            left.passes(BETWEEN_THE_LOOKS)
        assert left.all_is_gone(), (number, way)
        assert left.others_have_all(), (number, way)
        if life.passed < number:
            break
    assert number > 20


def test_a_purge_whose_message_was_lost_is_begun_again_by_the_schedule():
    left = Left().passes(KEEP)
    left.asks()
    (job,) = left.world.queue.take_pulled()
    left.works(job)
    left.world.queue.take_pulled()
    left.passes(timedelta(days=1))
    assert left.asks() == 1
    left.is_worked_off()
    assert left.all_is_gone()


def test_two_at_once_never_work_beside_each_other():
    left = Left().passes(KEEP)
    left.world.cursors.lease(
        ACCOUNT, CONNECTWISE, now=left.world.clock(), until=left.world.clock() + VISIBILITY
    )
    left.works(a_pull_job(kind=PullKind.PURGE))
    assert len(left.world.entries.all()) > len(left.kept)
    assert [job.kind for job in left.world.queue.pulled] == [PullKind.PURGE]
    left.is_worked_off()
    assert left.all_is_gone()


def test_an_app_that_is_installed_again_in_time_is_never_purged():
    left = Left().passes(KEEP)
    left.asks()
    left.installs()
    left.is_worked_off()
    assert left.scene.connection.status is ConnectionStatus.ACTIVE
    assert left.scene.entry(1).psa_id is not None
    assert left.scene.world.connections.links(ACCOUNT, CONNECTWISE) != []


def test_who_installs_while_a_purge_claims_the_app_wins_or_is_told_to_wait():
    left = Left().passes(KEEP)

    class Raced:
        """The app is installed between the look and the claim."""

        def __getattr__(self, name):
            return getattr(left.world.connections, name)

        def save(self, connection):
            left.installs()
            return left.world.connections.save(connection)

    left.works(a_pull_job(kind=PullKind.PURGE), replace(left.effects, connections=Raced()))
    assert left.scene.connection.status is ConnectionStatus.ACTIVE
    assert left.scene.entry(1).psa_id is not None


def test_nothing_is_installed_while_its_former_data_is_being_removed():
    left = Left().passes(KEEP)
    left.asks()
    (job,) = left.world.queue.take_pulled()
    left.works(job)
    with pytest.raises(RefusedError, match="app_being_removed"):
        left.installs()
    left.is_worked_off()
    assert left.installs("another/company").status is ConnectionStatus.ACTIVE


def test_an_install_that_a_purge_overtakes_is_refused_and_stores_no_secret():
    left = Left().passes(KEEP)
    identify = left.scene.psa.identify

    def slow(features):
        left.works(a_pull_job(kind=PullKind.PURGE))
        return identify(features)

    left.scene.psa.identify = slow
    left.world.credentials.delete(ACCOUNT, CONNECTWISE)
    with pytest.raises(RefusedError, match="app_being_removed"):
        left.installs()
    assert left.world.credentials.get(ACCOUNT, CONNECTWISE) is None


def test_a_purge_that_another_finished_meanwhile_looks_once_more_and_ends():
    left = Left().passes(KEEP)
    left.asks()
    (job,) = left.world.queue.take_pulled()
    left.works(job)
    third = a_pull_job(kind=PullKind.PURGE, page='[3, "", null]')

    class Raced:
        """Another finishes it just before."""

        def __getattr__(self, name):
            return getattr(left.world.connections, name)

        def save(self, connection):
            left.world.connections.save(connection)
            return left.world.connections.save(connection)

    left.works(third, replace(left.effects, connections=Raced()))
    left.is_worked_off()
    assert left.all_is_gone()


@pytest.fixture
def begun_anew():
    """The same company, installed again after the purge; Paul is authenticated again."""
    left = Left().passes(KEEP)
    left.asks()
    left.is_worked_off()
    left.installs()
    left.world.connections.link(a_link())
    left.world.work_items.put(ACCOUNT, USER, [a_work_item()])
    return left


def test_what_the_psa_still_has_comes_back_and_is_not_sent_again(begun_anew):
    scene = begun_anew.scene
    rows = {row.psa_id for row in scene.psa.rows()}
    scene.pull(a_pull_job(kind=PullKind.BACKFILL, user_id=USER))
    begun_anew.world.clock.advance(LIMITS.settle.total_seconds())
    scene.sweep()
    assert {scene.entry(number).psa_id for number in (1, 3)} == rows
    assert {scene.state(number) for number in (1, 3)} == {SyncState.SYNCED}
    assert scene.psa.calls["create"] == scene.psa.calls["update"] == scene.psa.calls["delete"] == 0


def test_an_old_client_brings_back_neither_what_was_deleted_nor_what_the_psa_has(begun_anew):
    scene = begun_anew.scene
    for number in (1, 2):
        answer = scene.sends(number, a_content())
        assert isinstance(answer, RefusedError)
        assert answer.code == "entry_purged"
    scene.sweep()
    assert scene.psa.calls["create"] == 0
    scene.books(20)
    assert timedelta(days=400) <= ID_STAYS_USED


def test_it_can_be_uninstalled_purged_and_installed_once_more(begun_anew):
    begun_anew.scene.books(30)
    begun_anew.scene.deliver()
    begun_anew._uninstalls()
    assert begun_anew.passes(KEEP).asks() == 1
    begun_anew.is_worked_off()
    assert begun_anew.all_is_gone()
    assert begun_anew.installs("another/company").tenant == "another/company"


def test_an_emptied_app_is_not_installed_and_cannot_be_uninstalled():
    left = Left().passes(KEEP)
    left.asks()
    left.is_worked_off()
    with pytest.raises(RefusedError, match="app_not_installed"):
        left._uninstalls()


def test_who_has_more_entries_than_fit_on_a_page_is_removed_page_by_page():
    left = Left()
    for number in range(100, 100 + AT_ONCE + 5):
        left.world.entries.save(an_entry(id=an_id(number), psa_id=str(number)))
    left.passes(KEEP).asks()
    left.is_worked_off()
    assert left.all_is_gone()
