"""What an administrator sees of the connections."""

from dataclasses import replace

from psa_sync.domain.breaker import CLOSED, OPENS_AFTER, failed
from psa_sync.domain.budget import micros
from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.latencies import Latencies
from psa_sync.domain.reading import Reading
from psa_sync.domain.webhook import ConnectionHooks
from psa_sync.sync.read_health import connection_now, freshness_of, read_health
from psa_sync.sync.read_problems import troubles_of
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, a_connection
from tests.unit.sync.scene import Scene


def health_of(scene: Scene, account=ACCOUNT):
    world = scene.world
    return read_health(account, readings=world.readings, hooks=world.hooks, effects=scene.effects)


def the_psa_falls_silent(scene: Scene):
    breaker = CLOSED
    for _ in range(OPENS_AFTER):
        breaker = failed(breaker, micros(scene.clock()))
    budget = scene.world.budgets.read(ACCOUNT, CONNECTWISE)
    scene.world.budgets.save(replace(budget, push=breaker))


def test_a_new_connection_is_well_and_has_no_figures_yet(scene: Scene):
    (one,) = health_of(scene)
    assert one.connection.status is ConnectionStatus.ACTIVE
    assert one.connection.status_text
    assert (one.hooks, one.last_day, one.queue_age, one.last_pull_at) == (
        None, Reading(), None, None,
    )  # fmt: skip


def test_figures_are_those_of_the_connection_and_of_the_last_day(scene: Scene):
    old, new = Reading(to_psa=Latencies({1: 1}), entries=1), Reading(waits=Latencies({80: 1}))
    scene.world.readings.add(ACCOUNT, CONNECTWISE, old, at=scene.clock())
    scene.clock.advance(5 * 3600)
    scene.world.readings.add(ACCOUNT, CONNECTWISE, new, at=scene.clock())
    scene.world.readings.add(ACCOUNT, AUTOTASK, old, at=scene.clock())
    hooks = ConnectionHooks(account=ACCOUNT, app=CONNECTWISE, token="t", url="u")
    scene.world.hooks.save(hooks)
    scene.pull()
    (one,) = health_of(scene)
    assert one.last_day == old + new
    assert one.queue_age == new.waits.within(100)
    assert one.hooks == hooks
    assert one.last_pull_at == scene.clock()
    latencies = freshness_of(ACCOUNT, CONNECTWISE, scene.world.readings, scene.effects)
    assert latencies == old.to_psa


def test_uninstalled_apps_and_other_accounts_are_not_shown(scene: Scene):
    removed = a_connection(app=AUTOTASK, tenant="at/2", status=ConnectionStatus.REMOVED)
    scene.world.connections.save(removed)
    assert [one.connection.app for one in health_of(scene)] == [CONNECTWISE]
    assert health_of(scene, "another-msp") == []


def test_a_psa_that_is_down_shows_without_a_write_to_the_connection(scene: Scene):
    before = scene.connection
    the_psa_falls_silent(scene)
    (one,) = health_of(scene)
    assert one.connection.status is ConnectionStatus.PSA_DOWN
    assert connection_now(scene.connection, scene.effects).status is ConnectionStatus.PSA_DOWN
    (problem,) = troubles_of(scene.connection, scene.effects)
    assert problem.code == "psa_unreachable"
    assert problem.detail == one.connection.status_text
    assert scene.connection == before


def test_a_connection_that_was_stopped_says_why(scene: Scene):
    stopped = replace(scene.connection, status=ConnectionStatus.AUTH_FAILED, status_text="Revoked.")
    scene.world.connections.save(stopped)
    the_psa_falls_silent(scene)
    seen = connection_now(scene.connection, scene.effects)
    assert (seen.status, seen.status_text) == (ConnectionStatus.AUTH_FAILED, "Revoked.")
