"""What a PSA has no words for is written otherwise, and the story of the entry tells it."""

from dataclasses import replace

import pytest

from psa_sync.domain.entry import SyncState
from psa_sync.domain.errors import RejectedError
from psa_sync.domain.explanation import ADAPTED
from psa_sync.sync.explain_entry import explain_entry
from tests.builders import ACCOUNT, an_id
from tests.fakes.psa import FakePsa
from tests.fakes.psa_faults import Fault
from tests.unit.sync.scene import Scene
from tests.unit.sync.test_mending import PAUL

WORDS = ("There the entry ends 0:15:00 earlier.", "An arrow is written as ->.")
PLACE = "The PSA > its settings > roles"


class Adapting(FakePsa):
    """A PSA without breaks and without arrows."""

    def create(self, draft):
        return replace(super().create(draft), adapted=WORDS)

    def update(self, psa_id, draft, groups):
        return replace(super().update(psa_id, draft, groups), adapted=WORDS[1:])


@pytest.fixture
def adapting(scene: Scene) -> Scene:
    scene.psa = Adapting(scene.clock)
    scene.psa.has_person(scene.paul)
    return scene


def details(scene: Scene) -> dict[str, dict[str, str]]:
    return {one.what: one.detail for one in scene.entries.history(ACCOUNT, an_id(1))}


def test_the_story_tells_what_was_written_otherwise(adapting: Scene):
    adapting.books(notes="a → b")
    adapting.deliver()
    assert details(adapting)["created"][ADAPTED] == " ".join(WORDS)
    adapting.edits(notes="b → a")
    adapting.deliver()
    assert details(adapting)["updated"][ADAPTED] == WORDS[1]
    assert adapting.state() is SyncState.SYNCED


def test_a_write_as_it_stands_tells_nothing(scene: Scene):
    scene.books()
    scene.deliver()
    assert ADAPTED not in details(scene)["created"]


def test_a_refusal_leads_to_the_psas_own_menu(adapting: Scene):
    refusal = RejectedError("work_role_invalid", "Paul as 'Level 2': no", place=PLACE)
    adapting.psa.fail("create", Fault(refusal))
    adapting.books()
    adapting.deliver()
    problem = adapting.entry().problem
    assert problem is not None
    assert problem.where == PLACE
    assert "Paul as 'Level 2'" in problem.message
    story = explain_entry(PAUL, an_id(1), effects=adapting.effects)
    assert story.explanation.where == PLACE
