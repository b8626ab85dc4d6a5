from dataclasses import replace

import pytest

from psa_sync.domain.connection import ConnectionStatus, PsaName
from psa_sync.domain.entry import SyncState
from psa_sync.ports import AppDescription
from psa_sync.sync.connect_app import connect_app
from psa_sync.sync.deauthenticate_user import deauthenticate_user
from psa_sync.sync.refusal import RefusedError
from psa_sync.sync.start_refresh import start_refresh
from psa_sync.sync.uninstall_app import uninstall_app
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, USER, a_connection, a_content, a_link
from tests.fakes.connections import FakeConnections
from tests.fakes.psa_faults import commits_then_silent
from tests.unit.sync.scene import Scene, in_step

APP = AppDescription(
    app=CONNECTWISE, name="ConnectWise", form={}, secret_fields=frozenset({"privateKey"})
)
KEY = {"privateKey": "canary-9876"}


class Catalogue:
    """One app, and the PSA behind it."""

    def __init__(self, scene: Scene) -> None:
        self._psa = scene.psa

    def describe(self):
        return [APP]

    def open(self, app: PsaName, credentials):
        return self._psa


def installs(scene: Scene):
    return connect_app(
        ACCOUNT,
        APP,
        KEY,
        catalogue=Catalogue(scene),
        credentials=scene.world.credentials,
        effects=scene.effects,
    )


def uninstalls(scene: Scene, app=CONNECTWISE, left=()):
    return uninstall_app(
        ACCOUNT,
        app,
        remove_hooks=lambda _: left,
        credentials=scene.world.credentials,
        effects=scene.effects,
    ).connection


def leaves(scene: Scene):
    deauthenticate_user(ACCOUNT, CONNECTWISE, USER, effects=scene.effects)


@pytest.fixture
def settled() -> Scene:
    """One entry in step, by a key that the PSA's tenant belongs to."""
    scene = in_step()
    scene.psa.identity = replace(scene.psa.identity, tenant=scene.connection.tenant)
    scene.world.credentials.put(ACCOUNT, CONNECTWISE, KEY)
    return scene


def test_an_uninstalled_app_keeps_no_secret_and_calls_nobody(settled):
    removed = uninstalls(settled)
    assert removed.status is ConnectionStatus.REMOVED
    assert removed.shown_credentials == {}
    assert settled.world.credentials.get(ACCOUNT, CONNECTWISE) is None
    before = dict(settled.psa.calls)
    settled.edits(notes="While it was away")
    settled.later(3_600)
    settled.pull()
    assert dict(settled.psa.calls) == before
    assert settled.state() is SyncState.WAITING
    assert settled.problem() == "connection_missing"


def test_a_new_install_goes_on_where_the_former_ended_and_sends_nothing_twice(settled):
    row = settled.row()
    uninstalls(settled)
    settled.edits(notes="While it was away")
    settled.later(60)
    done = installs(settled)
    assert done.created
    assert done.connection.status is ConnectionStatus.ACTIVE
    settled.later(3_600)
    settled.pull()
    assert settled.psa.calls["create"] == 1
    assert settled.row().psa_id == row.psa_id
    assert settled.row().content.notes == "While it was away"
    assert settled.state() is SyncState.SYNCED


def test_what_was_in_doubt_is_found_after_a_new_install():
    scene = Scene()
    scene.psa.identity = replace(scene.psa.identity, tenant=scene.connection.tenant)
    scene.psa.fail("create", commits_then_silent())
    scene.books()
    scene.deliver()
    uninstalls(scene)
    scene.later(3_600)
    installs(scene)
    scene.later(3_600)
    assert scene.row().psa_id == scene.entry().psa_id
    assert scene.psa.calls["create"] == 1


def test_uninstalling_again_finishes_what_was_left(settled):
    first = uninstalls(settled)
    settled.world.credentials.put(ACCOUNT, CONNECTWISE, KEY)
    assert uninstalls(settled) == first
    assert settled.world.credentials.get(ACCOUNT, CONNECTWISE) is None


def test_what_is_not_installed_cannot_be_uninstalled(settled):
    with pytest.raises(RefusedError) as refused:
        uninstalls(settled, AUTOTASK)
    assert refused.value.code == "app_not_installed"


def test_nothing_new_is_booked_and_nothing_refreshed_on_an_uninstalled_app(settled):
    uninstalls(settled)
    booked = settled.sends(2, a_content())
    assert isinstance(booked, RefusedError)
    assert booked.code == "app_not_installed"
    with pytest.raises(RefusedError) as refused:
        start_refresh(ACCOUNT, CONNECTWISE, USER, effects=settled.effects)
    assert refused.value.code == "app_not_installed"


def test_the_company_is_free_for_others_and_a_refused_return_stores_no_secret(settled):
    uninstalls(settled)
    settled.world.connections.save(a_connection(account="other"))
    with pytest.raises(RefusedError) as refused:
        installs(settled)
    assert refused.value.code == "psa_already_connected"
    assert settled.world.credentials.get(ACCOUNT, CONNECTWISE) is None


class Contended(FakeConnections):
    """Somebody writes the connection each time just before it is stopped."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times

    def save(self, connection):
        known = self.get(connection.account, connection.app)
        if known is not None and not connection.installed and self._times:
            self._times -= 1
            super().save(replace(known, own_id="learned"))
        return super().save(connection)


@pytest.mark.parametrize("times", [1, 9])
def test_a_connection_that_others_write_is_stopped_all_the_same_or_said_to_be_busy(times):
    scene = Scene()
    connections = Contended(times)
    connections.save(a_connection())
    scene.effects = replace(scene.effects, connections=connections)
    if times == 1:
        assert uninstalls(scene).own_id == "learned"
        return
    scene.world.credentials.put(ACCOUNT, CONNECTWISE, KEY)
    with pytest.raises(RefusedError) as refused:
        uninstalls(scene)
    assert refused.value.code == "busy"
    assert scene.world.credentials.get(ACCOUNT, CONNECTWISE) == KEY


def test_who_leaves_loses_nothing(settled):
    row = settled.row()
    leaves(settled)
    leaves(settled)
    settled.edits(notes="Still mine")
    settled.later(60)
    assert settled.state() is SyncState.WAITING
    assert settled.problem() == "user_not_authenticated"
    assert settled.row() == row
    settled.world.connections.link(a_link())
    settled.later(3_600)
    assert settled.row().content.notes == "Still mine"
    assert settled.psa.calls["create"] == 1
    assert settled.state() is SyncState.SYNCED


def test_the_person_who_left_gets_no_rows_of_the_psa_any_more(settled):
    leaves(settled)
    settled.psa.person_edits(settled.row().psa_id, notes="Edited in the PSA")
    settled.pull()
    assert settled.entry().local.notes != "Edited in the PSA"
