import pytest

from tests.model.explore import Search
from tests.model.variants import PROTOCOL, SCENES, SMALL_SCENES, VARIANTS


@pytest.mark.parametrize("scene", SMALL_SCENES.values(), ids=SMALL_SCENES.keys())
def test_the_protocol_keeps_its_promises_in_every_state(scene):
    outcome = Search(PROTOCOL, scene).run()
    assert outcome.broken == "", "\n".join(outcome.story)
    assert outcome.complete
    assert outcome.states > 500
    assert outcome.rests > 0


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS.keys())
def test_each_weaker_protocol_is_caught_by_its_shortest_story(variant):
    outcome = Search(variant.rules, variant.scene).run()
    assert (outcome.broken, len(outcome.story)) == (variant.breaks, variant.steps), outcome.story


def test_a_search_that_is_cut_short_says_so():
    outcome = Search(PROTOCOL, SCENES["two faults"], limit=100).run()
    assert not outcome.complete


def test_a_story_can_be_read():
    variant = VARIANTS["absent while the PSA may still commit"]
    assert Search(variant.rules, variant.scene).run().story == (
        "a worker claims attempt 1, the create of A",
        "the worker sends attempt 1 of A",
        "the worker of attempt 1 of A waits no longer while the PSA is still at it",
        "a worker searches the list for the marker of A and finds nothing",
        "attempt 1 of A is resolved: absent",
        "a worker claims attempt 2, the create of A",
        "the worker sends attempt 2 of A",
        "the PSA commits attempt 1 of A, late",
        "the PSA commits attempt 2 of A",
    )
