"""Checking a connection again: the stored key is tried once, and all that was found is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from psa_sync.domain.connection import Check, Connection, ConnectionStatus, PsaName
from psa_sync.domain.errors import CredentialsError, TransientError
from psa_sync.domain.permission import IN_USE, Feature
from psa_sync.domain.settings import ConnectionSettings, Direction
from psa_sync.ports import AppDescription, PsaConnector
from psa_sync.sync.check_connection import check_connection
from psa_sync.sync.refusal import RefusedError
from tests.builders import ACCOUNT, CONNECTWISE
from tests.fakes.connections import FakeConnections
from tests.fakes.psa import FakePsa
from tests.fakes.psa_faults import not_sent, refuses_the_key
from tests.unit.sync.scene import Scene

KEY = {"companyId": "acme", "privateKey": "canary-9876"}
WELL = Check(code="time", status="pass", message="May book time.")
WARNING = Check(code="notes", status="warn", message="Notes are long.")
MISSING = Check(code="time", status="fail", message="May not book time.")
STOPPED = [ConnectionStatus.AUTH_FAILED, ConnectionStatus.PERMISSION_LOST]
OTHERS = [status for status in ConnectionStatus if status not in {*STOPPED, "removed"}]


class Catalogue:
    """The PSA behind a key."""

    def __init__(self, psa: FakePsa) -> None:
        self.psa = psa
        self.opened: list[Mapping[str, str]] = []

    def describe(self) -> Sequence[AppDescription]:
        return []

    def open(self, app: PsaName, credentials: Mapping[str, str]) -> PsaConnector:
        self.opened.append(credentials)
        return self.psa


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    tenant = connection(scene).tenant
    scene.psa.identity = replace(scene.psa.identity, tenant=tenant, checks=(WELL, WARNING))
    scene.world.credentials.put(ACCOUNT, CONNECTWISE, KEY)
    return scene


def connection(scene: Scene) -> Connection:
    found = scene.effects.connections.get(ACCOUNT, CONNECTWISE)
    assert found is not None
    return found


def is_in(scene: Scene, status: ConnectionStatus, **more: Any) -> Connection:
    changes: dict[str, Any] = {"status": status, "status_text": "Why it is so."} | more
    return scene.effects.connections.save(replace(connection(scene), **changes))


def checks(scene: Scene, catalogue: Catalogue | None = None) -> tuple[Check, ...]:
    return check_connection(
        ACCOUNT,
        CONNECTWISE,
        catalogue=catalogue or Catalogue(scene.psa),
        credentials=scene.world.credentials,
        effects=scene.effects,
    )


def refused(scene: Scene) -> str:
    with pytest.raises(RefusedError) as caught:
        checks(scene)
    return caught.value.code


def test_what_was_found_is_answered_and_kept(scene: Scene):
    catalogue, before = Catalogue(scene.psa), connection(scene)
    scene.psa.identity = replace(scene.psa.identity, endpoint="moved", own_id="other")
    assert checks(scene, catalogue) == (WELL, WARNING)
    assert catalogue.opened == [KEY]
    after = connection(scene)
    assert (after.checks, after.endpoint, after.own_id) == ((WELL, WARNING), "moved", "other")
    assert (after.status, after.since) == (before.status, before.since)
    assert after.made(before.own_id)


@pytest.mark.parametrize("status", STOPPED)
def test_a_check_that_passes_lets_a_stopped_connection_go_on(scene: Scene, status):
    is_in(scene, status)
    scene.clock.advance(60)
    checks(scene)
    after = connection(scene)
    assert (after.status, after.status_text, after.since) == ("active", "", scene.clock())


@pytest.mark.parametrize("status", OTHERS)
def test_a_check_that_passes_changes_no_other_state(scene: Scene, status):
    before = is_in(scene, status)
    scene.clock.advance(60)
    checks(scene)
    after = connection(scene)
    assert (after.status, after.status_text, after.since) == (
        before.status, before.status_text, before.since,
    )  # fmt: skip


@pytest.mark.parametrize("status", STOPPED)
def test_a_missing_right_is_kept_and_releases_nothing(scene: Scene, status):
    is_in(scene, status)
    scene.psa.identity = replace(scene.psa.identity, checks=(MISSING,))
    assert checks(scene) == (MISSING,)
    assert (connection(scene).status, connection(scene).checks) == (status, (MISSING,))


def test_a_missing_right_stops_nothing_that_runs(scene: Scene):
    scene.psa.identity = replace(scene.psa.identity, checks=(MISSING,))
    checks(scene)
    assert connection(scene).status is ConnectionStatus.ACTIVE


def test_rights_to_write_are_asked_for_only_where_the_connection_writes(scene: Scene):
    checks(scene)
    assert Feature.BOOKING in scene.psa.checked_for
    settings = ConnectionSettings(direction=Direction.FROM_PSA)
    is_in(scene, ConnectionStatus.ACTIVE, settings=settings)
    checks(scene)
    assert scene.psa.checked_for == IN_USE - {Feature.BOOKING}


def test_a_refused_key_stops_the_connection_with_the_reason(scene: Scene):
    scene.psa.fail("identify", refuses_the_key())
    scene.clock.advance(60)
    (failed,) = checks(scene)
    assert (failed.code, failed.status, failed.where) == (
        "credentials", "fail", "Connected apps > Manage > Edit connection",
    )  # fmt: skip
    after = connection(scene)
    assert (after.status, after.since) == (ConnectionStatus.AUTH_FAILED, scene.clock())
    assert (after.status_text, after.checks) == (failed.message, (failed,))
    assert scene.psa.calls["identify"] == 1


def test_a_key_that_is_refused_again_leaves_the_connection_as_it_stopped(scene: Scene):
    before = is_in(scene, ConnectionStatus.AUTH_FAILED)
    scene.psa.fail("identify", refuses_the_key())
    scene.clock.advance(60)
    (failed,) = checks(scene)
    after = connection(scene)
    assert (after.status, after.since, after.checks) == (before.status, before.since, (failed,))


def test_a_key_that_is_not_stored_any_more_is_said_to_be_missing(scene: Scene):
    scene.world.credentials.delete(ACCOUNT, CONNECTWISE)
    (failed,) = checks(scene)
    assert "not stored" in failed.message
    assert connection(scene).status is ConnectionStatus.AUTH_FAILED
    assert scene.psa.calls["identify"] == 0


def test_fields_that_make_no_sense_are_a_refused_key(scene: Scene):
    class Strict(Catalogue):
        def open(self, app, credentials):
            raise CredentialsError("No such site.")

    (failed,) = checks(scene, Strict(scene.psa))
    assert failed.message == "No such site."


@pytest.mark.parametrize("status", [ConnectionStatus.ACTIVE, ConnectionStatus.AUTH_FAILED])
def test_a_silent_psa_changes_nothing(scene: Scene, status):
    before = is_in(scene, status)
    scene.psa.fail("identify", not_sent())
    with pytest.raises(TransientError):
        checks(scene)
    assert connection(scene) == before


def test_a_key_that_leads_to_another_company_changes_nothing(scene: Scene):
    before = is_in(scene, ConnectionStatus.AUTH_FAILED)
    scene.psa.identity = replace(scene.psa.identity, tenant="another")
    assert refused(scene) == "psa_tenant_differs"
    assert connection(scene) == before


@pytest.mark.parametrize("installed", [True, False])
def test_what_is_not_installed_cannot_be_checked(scene: Scene, installed):
    if installed:
        is_in(scene, ConnectionStatus.REMOVED)
    else:
        scene.effects = replace(scene.effects, connections=FakeConnections())
    assert refused(scene) == "app_not_installed"
    assert scene.psa.calls["identify"] == 0


class Raced(FakeConnections):
    """Somebody else writes the connection just before we do."""

    def __init__(self, scene: Scene, times: int, **changes: Any) -> None:
        super().__init__()
        super().save(replace(connection(scene), revision=0))
        scene.effects = replace(scene.effects, connections=self)
        self._times, self._changes = times, changes

    def save(self, connection: Connection) -> Connection:
        if self._times:
            self._times -= 1
            known = self.get(connection.account, connection.app)
            assert known is not None
            super().save(replace(known, **self._changes))
        return super().save(connection)


def test_a_worker_that_writes_meanwhile_loses_nothing_and_neither_do_we(scene: Scene):
    Raced(scene, 2, former_own_ids=("learned",))
    checks(scene)
    after = connection(scene)
    assert (after.checks, after.former_own_ids) == ((WELL, WARNING), ("learned",))


def test_a_connection_that_keeps_moving_asks_to_try_again(scene: Scene):
    Raced(scene, 99, former_own_ids=("learned",))
    assert refused(scene) == "busy"


@pytest.mark.parametrize("passes", [True, False])
def test_a_verdict_on_a_key_that_was_replaced_meanwhile_is_dropped(scene: Scene, passes):
    if not passes:
        scene.psa.fail("identify", refuses_the_key())
    Raced(scene, 1, shown_credentials={"privateKey": "••••5555"})
    assert refused(scene) == "busy"
    after = connection(scene)
    assert (after.status, after.checks) == (ConnectionStatus.ACTIVE, ())
