"""A PSA that moved its customer to another address: what the connection remembers."""

from dataclasses import replace

import pytest

from psa_sync.domain.errors import StaleError
from psa_sync.sync.connection_state import note_endpoint
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE
from tests.fakes.connections import FakeConnections
from tests.unit.sync.scene import Scene

ELSEWHERE = "https://webservices19.autotask.net/ATServicesRest/"


def test_the_new_address_is_kept_and_nothing_else_moves(scene: Scene):
    before = scene.connection
    note_endpoint(ACCOUNT, CONNECTWISE, ELSEWHERE, scene.effects)
    after = scene.connection
    assert after.endpoint == ELSEWHERE
    assert (after.tenant, after.status, after.since) == (
        before.tenant,
        before.status,
        before.since,
    )


def test_an_address_that_is_known_costs_no_write(scene: Scene):
    note_endpoint(ACCOUNT, CONNECTWISE, ELSEWHERE, scene.effects)
    once = scene.world.connections.get(ACCOUNT, CONNECTWISE)
    note_endpoint(ACCOUNT, CONNECTWISE, ELSEWHERE, scene.effects)
    assert scene.world.connections.get(ACCOUNT, CONNECTWISE) == once


@pytest.mark.parametrize("account", [ACCOUNT, "nobody"])
def test_a_move_of_a_connection_that_is_gone_is_nobodys_loss(scene: Scene, account):
    note_endpoint(account, AUTOTASK, ELSEWHERE, scene.effects)
    assert scene.world.connections.get(account, AUTOTASK) is None


class Overtaken(FakeConnections):
    """Connections that somebody else always writes first."""

    def save(self, connection):
        raise StaleError(connection.app)


def test_whoever_was_overtaken_goes_on_and_the_next_call_finds_the_address_again(
    scene: Scene, caplog
):
    overtaken = Overtaken()
    vars(overtaken).update(vars(scene.world.connections))
    effects = replace(scene.effects, connections=overtaken)
    note_endpoint(ACCOUNT, CONNECTWISE, ELSEWHERE, effects)
    assert scene.world.connections.get(ACCOUNT, CONNECTWISE) == scene.connection
    assert "move" in caplog.text
