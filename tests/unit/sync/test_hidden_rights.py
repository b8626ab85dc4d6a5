"""A right that is missing while something is looked up: the entry waits and names the right."""

import pytest

from psa_sync.domain.errors import TransientError
from tests.fakes.psa import FakePsa
from tests.unit.sync.scene import Scene

WORDS = "Autotask shows us no non-billable time: allow it"


class Refusing(FakePsa):
    """A PSA whose looks end with the same trouble."""

    code = "permission_missing"

    def create(self, draft):
        raise TransientError(WORDS, code=self.code)


@pytest.mark.parametrize(
    ("code", "shown"), [("permission_missing", True), ("psa_unreachable", False)]
)
def test_only_words_about_a_right_are_shown(scene: Scene, code, shown):
    scene.psa = Refusing(scene.clock)
    scene.psa.code = code
    scene.psa.has_person(scene.paul)
    scene.books()
    scene.deliver()
    problem = scene.entry().problem
    assert problem is not None
    assert problem.code == code
    assert (WORDS in problem.message) is shown
