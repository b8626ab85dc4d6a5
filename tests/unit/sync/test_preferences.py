"""What a person chooses for themselves."""

from psa_sync.domain.impact import Impact
from psa_sync.domain.settings import Mode
from psa_sync.sync.change_settings import change_preferences, impact_of_preferences
from tests.builders import ACCOUNT, CONNECTWISE, USER
from tests.unit.sync.choosing import changes, prefers
from tests.unit.sync.scene import Scene


def test_the_same_choice_of_a_person_again_is_followed_once_more():
    scene = Scene()
    for _ in range(2):
        prefers(scene, entry_sync=Mode.AUTOMATIC, confirmed=False)
    own = scene.world.connections.preferences(ACCOUNT, CONNECTWISE, USER)
    assert own.entry_sync is Mode.AUTOMATIC


def test_a_person_who_is_not_authenticated_may_choose_as_well():
    scene = Scene()
    scene.world.connections.unlink(ACCOUNT, CONNECTWISE, USER)
    wanted = changes(entry_sync=Mode.MANUAL)
    assert impact_of_preferences(scene.connection, USER, wanted, scene.effects) == Impact()
    change_preferences(ACCOUNT, CONNECTWISE, USER, wanted, confirmed=False, effects=scene.effects)
    own = scene.world.connections.preferences(ACCOUNT, CONNECTWISE, USER)
    assert own.entry_sync is Mode.MANUAL
    assert scene.world.queue.take_pulled() == []
