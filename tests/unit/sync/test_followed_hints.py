"""A hint at a ticket, project or company makes us read that alone, for whom it concerns."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.jobs import PullKind
from psa_sync.domain.settings import ConnectionSettings, ImportScope, Mode, Preferences
from psa_sync.domain.webhook import Action, Hint, Subject
from psa_sync.domain.work_item import Assigned
from psa_sync.sync.run_pull import run_pull
from tests.builders import ACCOUNT, CONNECTWISE, USER, a_content, a_pull_job
from tests.fakes.psa_faults import not_sent
from tests.unit.sync.importing import (
    COMPANY,
    MARIA,
    OTHER,
    PROJECT,
    a_ticket,
    counting,
    stored,
    two_people,
)
from tests.unit.sync.scene import Scene

SEVEN = "connectwise:ticket:7"


def hinted(scene: Scene, subject: Subject = Subject.TICKET, psa_id: str | None = "7") -> None:
    hint = Hint(subject=subject, action=Action.CHANGED, psa_id=psa_id)
    run_pull(a_pull_job(kind=PullKind.HINT, hint=hint), effects=scene.effects)


def gets(scene: Scene, user_id: str, *items) -> None:
    link = scene.world.connections.link_of(ACCOUNT, CONNECTWISE, user_id)
    assert link is not None
    scene.psa.items[link.psa_user.id] += items


@pytest.fixture
def scene() -> Scene:
    scene = two_people(ConnectionSettings())
    scene.psa.calls.clear()
    return scene


def test_a_new_ticket_arrives_for_those_who_are_on_it_and_nobody_else(scene: Scene):
    gets(scene, USER, a_ticket(7, COMPANY.id))
    gets(scene, OTHER, a_ticket(7, COMPANY.id, assigned=Assigned.NONE))
    hinted(scene)
    assert stored(scene) == ["company:1", "ticket:7"]
    assert stored(scene, OTHER) == []
    assert scene.psa.calls == {"look_at": 1}


def test_a_person_with_all_open_work_gets_it_too(scene: Scene):
    everything = Preferences(import_scope=ImportScope.ALL)
    scene.world.connections.save_preferences(ACCOUNT, CONNECTWISE, OTHER, everything)
    gets(scene, OTHER, a_ticket(7, assigned=Assigned.NONE))
    hinted(scene)
    assert stored(scene, OTHER) == ["ticket:7"]


def test_a_ticket_that_closed_or_went_to_somebody_else_leaves_at_once(scene: Scene):
    gets(scene, USER, a_ticket(7), a_ticket(8))
    hinted(scene)
    hinted(scene, psa_id="8")
    scene.psa.items[scene.paul.id] = []
    hinted(scene)
    assert stored(scene) == ["ticket:8"]
    (left,) = [
        change.gone
        for change in scene.world.change_feed.after(ACCOUNT, {USER: ""}, limit=100)
        if change.gone == SEVEN
    ]
    assert left == SEVEN


def test_a_hint_at_what_is_as_we_know_it_writes_nothing(scene: Scene):
    gets(scene, USER, a_ticket(7, COMPANY.id))
    hinted(scene)
    written = counting(scene)
    hinted(scene)
    hinted(scene, psa_id="4711")
    assert written == {}


@pytest.mark.parametrize("above", [COMPANY, PROJECT], ids=["company", "project"])
def test_a_renamed_container_is_imported_anew_for_those_below_it(scene: Scene, above):
    subject, number = Subject(above.kind.value), above.id.rpartition(":")[2]
    gets(scene, USER, a_ticket(7, above.id), PROJECT)
    hinted(scene)
    hinted(scene, subject, number)
    assert scene.world.queue.take_pulled() == []
    scene.psa.items = {one: [replace(above, name="Renamed")] for one in (scene.paul.id, "777")}
    hinted(scene, subject, number)
    jobs = scene.world.queue.take_pulled()
    assert [(job.kind, job.user_id) for job in jobs] == [(PullKind.WORK_ITEMS, USER)]


def test_a_container_that_is_gone_is_imported_anew_too(scene: Scene):
    gets(scene, USER, a_ticket(7, COMPANY.id))
    hinted(scene)
    scene.psa.items = {scene.paul.id: [], "777": []}
    hinted(scene, Subject.COMPANY, "1")
    assert [job.user_id for job in scene.world.queue.take_pulled()] == [USER]


@pytest.mark.parametrize("why", ["manual", "no id", "nobody"])
def test_some_hints_are_not_followed(why):
    mode = Mode.MANUAL if why == "manual" else Mode.AUTOMATIC
    scene = Scene(settings=ConnectionSettings(project_sync=mode))
    if why == "nobody":
        scene.world.connections.unlink(ACCOUNT, CONNECTWISE, USER)
    hinted(scene, psa_id=None if why == "no id" else "7")
    assert scene.psa.calls == {}


def test_a_psa_that_does_not_answer_is_asked_again_later(scene: Scene):
    gets(scene, USER, a_ticket(7))
    scene.psa.fail("look_at", not_sent())
    hinted(scene)
    (again,) = scene.world.queue.take_pulled()
    assert (again.kind, again.attempt) == (PullKind.HINT, 1)
    scene.clock.advance(timedelta(minutes=1).total_seconds())
    scene.pull(again)
    assert stored(scene) == ["ticket:7"]


# Rows are hinted at in the same way.


def test_a_row_is_read_as_its_own_persons_whoever_was_asked_first(scene: Scene):
    rows = {
        user_id: scene.psa.person_books(person, a_content())
        for user_id, person in ((USER, scene.paul), (OTHER, MARIA))
    }
    for row in rows.values():
        hinted(scene, Subject.TIME_ENTRY, row.psa_id)
    found = {entry.user_id: entry.psa_id for entry in scene.entries.all()}
    assert found == {user_id: row.psa_id for user_id, row in rows.items()}
    assert scene.psa.calls["read"] == 3


def test_a_row_is_not_read_for_nobody():
    scene = Scene()
    scene.world.connections.unlink(ACCOUNT, CONNECTWISE, USER)
    hinted(scene, Subject.TIME_ENTRY, "90341")
    assert scene.psa.calls == {}
