from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from psa_sync.domain.connection import Check, Connection, ConnectionStatus, PsaName
from psa_sync.domain.errors import CredentialsError, TransientError
from psa_sync.domain.jobs import ProgressStatus, PullKind
from psa_sync.domain.permission import IN_USE
from psa_sync.ports import AppDescription, PersonNotFound, PsaConnector
from psa_sync.sync.authenticate_user import authenticate_user
from psa_sync.sync.connect_app import ChecksFailedError, connect_app
from psa_sync.sync.refusal import RefusedError
from psa_sync.sync.start_refresh import refresh_everybody, start_refresh
from tests.builders import (
    ACCOUNT,
    AUTOTASK,
    CONNECTWISE,
    USER,
    a_link,
    a_psa_user,
    a_pull_job,
    a_work_item,
)
from tests.fakes.connections import FakeConnections
from tests.fakes.psa import FakePsa
from tests.fakes.psa_faults import Fault, not_sent, refuses_the_key
from tests.unit.sync.scene import Scene

OTHER = "user-keller"
APP = AppDescription(app=AUTOTASK, name="Autotask", form={}, secret_fields=frozenset({"secret"}))
FIELDS = {"userName": "api@alpine", "secret": "canary-9876"}


class Catalogue:
    """One app, and the PSA behind it."""

    def __init__(self, psa: FakePsa) -> None:
        self.psa = psa
        self.opened: list[Mapping[str, str]] = []

    def describe(self) -> Sequence[AppDescription]:
        return [APP]

    def open(self, app: PsaName, credentials: Mapping[str, str]) -> PsaConnector:
        self.opened.append(credentials)
        return self.psa


def installs(scene: Scene, account=ACCOUNT, fields=FIELDS):
    return connect_app(
        account,
        APP,
        fields,
        catalogue=Catalogue(scene.psa),
        credentials=scene.world.credentials,
        effects=scene.effects,
    )


def nothing_stored(scene: Scene, account=ACCOUNT) -> bool:
    connection = scene.world.connections.get(account, AUTOTASK)
    return connection is None and scene.world.credentials.get(account, AUTOTASK) is None


def refused(call) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        call()
    return caught.value


def test_an_app_is_installed_with_its_secret_in_one_place(scene: Scene):
    done = installs(scene)
    assert done.created
    assert done.connection.status is ConnectionStatus.ACTIVE
    assert scene.world.connections.get(ACCOUNT, AUTOTASK) == done.connection
    assert scene.world.credentials.get(ACCOUNT, AUTOTASK) == FIELDS
    assert done.connection.shown_credentials == {"userName": "api@alpine", "secret": "••••9876"}
    assert "canary" not in repr(done)


def test_of_a_short_secret_nothing_is_shown(scene: Scene):
    done = installs(scene, fields=FIELDS | {"secret": "1234567"})
    assert done.connection.shown_credentials["secret"] == "••••"


def test_refused_credentials_store_nothing(scene: Scene):
    scene.psa.fail("identify", refuses_the_key())
    error = refused(lambda: installs(scene))
    assert isinstance(error, ChecksFailedError)
    assert error.code == "credentials_refused"
    assert [(check.code, check.status) for check in error.checks] == [("credentials", "fail")]
    assert nothing_stored(scene)


class Raced(FakeConnections):
    """A worker writes the connection just before the new key is said to be in use."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times

    def save(self, connection: Connection) -> Connection:
        known = self.get(connection.account, connection.app)
        if known is not None and connection.status is ConnectionStatus.ACTIVE and self._times:
            self._times -= 1
            super().save(replace(known, own_id="learned"))
        return super().save(connection)


def raced(scene: Scene, times: int) -> FakeConnections:
    connections = Raced(times)
    scene.effects = replace(scene.effects, connections=connections)
    return connections


def test_a_worker_that_writes_the_connection_meanwhile_does_not_stop_a_new_key(scene: Scene):
    connections = raced(scene, times=2)
    done = installs(scene)
    assert done.connection.status is ConnectionStatus.ACTIVE
    assert connections.get(ACCOUNT, AUTOTASK) == done.connection


def test_a_connection_that_keeps_moving_asks_to_try_again(scene: Scene):
    raced(scene, times=99)
    assert refused(lambda: installs(scene)).code == "busy"


def test_fields_that_make_no_sense_store_nothing(scene: Scene):
    class Strict(Catalogue):
        def open(self, app, credentials):
            raise CredentialsError("No such site.")

    with pytest.raises(ChecksFailedError, match="credentials_refused"):
        connect_app(
            ACCOUNT,
            APP,
            FIELDS,
            catalogue=Strict(scene.psa),
            credentials=scene.world.credentials,
            effects=scene.effects,
        )
    assert nothing_stored(scene)


def test_missing_permissions_store_nothing_and_are_named(scene: Scene):
    missing = Check(code="time", status="fail", message="May not book time.")
    scene.psa.identity = replace(scene.psa.identity, checks=(missing,))
    error = refused(lambda: installs(scene))
    assert isinstance(error, ChecksFailedError)
    assert (error.code, error.checks) == ("permissions_missing", (missing,))
    assert nothing_stored(scene)


def test_a_warning_does_not_stop_an_install(scene: Scene):
    warning = Check(code="notes", status="warn", message="Notes are long.")
    scene.psa.identity = replace(scene.psa.identity, checks=(warning,))
    assert installs(scene).connection.checks == (warning,)


def test_a_silent_psa_stores_nothing(scene: Scene):
    scene.psa.fail("identify", not_sent())
    with pytest.raises(TransientError):
        installs(scene)
    assert nothing_stored(scene)


def test_one_psa_belongs_to_one_account(scene: Scene):
    installs(scene, "first")
    assert refused(lambda: installs(scene, "second")).code == "psa_already_connected"
    assert nothing_stored(scene, "second")


def test_a_new_key_keeps_settings_links_and_name(scene: Scene):
    first = installs(scene).connection
    stopped = replace(first, status=ConnectionStatus.AUTH_FAILED, own_id="29682885")
    scene.world.connections.save(stopped)
    scene.psa.identity = replace(scene.psa.identity, own_id=None)
    done = installs(scene, fields=FIELDS | {"secret": "canary-5555"})
    assert scene.psa.checked_for == IN_USE
    assert not done.created
    assert done.connection.status is ConnectionStatus.ACTIVE
    assert done.connection.own_id == "29682885"
    assert done.connection.shown_credentials["secret"] == "••••5555"
    stored = scene.world.credentials.get(ACCOUNT, AUTOTASK)
    assert stored is not None
    assert stored["secret"] == "canary-5555"


def test_a_key_of_another_psa_is_refused_and_the_old_one_kept(scene: Scene):
    installs(scene)
    scene.psa.identity = replace(scene.psa.identity, tenant="psa/elsewhere")
    error = refused(lambda: installs(scene, fields=FIELDS | {"secret": "other"}))
    assert (error.code, error.detail) == ("psa_tenant_differs", "psa/alpine")
    assert scene.world.credentials.get(ACCOUNT, AUTOTASK) == FIELDS


def authenticates(scene: Scene, name="MKeller", user_id=OTHER, app=CONNECTWISE):
    return authenticate_user(ACCOUNT, app, user_id, name, effects=scene.effects)


def test_a_person_is_found_linked_and_their_work_imported(scene: Scene):
    maria = a_psa_user(id="155", user_name="MKeller")
    scene.psa.has_person(maria)
    assert authenticates(scene) == maria
    link = scene.world.connections.link_of(ACCOUNT, CONNECTWISE, OTHER)
    assert link is not None
    assert link.psa_user == maria
    assert scene.world.queue.take_pulled() == [
        a_pull_job(kind=PullKind.WORK_ITEMS, user_id=OTHER),
        a_pull_job(kind=PullKind.BACKFILL, user_id=OTHER, progress_id="id-1"),
    ]


def test_authenticating_again_changes_nothing(scene: Scene):
    authenticates(scene, "PPierce", USER)
    assert scene.world.queue.pulled == []


def test_authenticating_again_starts_an_import_that_was_lost(scene: Scene):
    scene.psa.has_person(a_psa_user(id="155", user_name="MKeller"))
    scene.world.queue.away = True
    with pytest.raises(TransientError):
        authenticates(scene)
    scene.world.queue.away = False
    authenticates(scene)
    assert len(scene.world.queue.take_pulled()) == 2
    scene.world.work_items.put(ACCOUNT, OTHER, [a_work_item()])
    authenticates(scene)
    assert scene.world.queue.pulled == []


def test_a_person_belongs_to_one_user(scene: Scene):
    error = refused(lambda: authenticates(scene, "PPierce"))
    assert (error.code, error.field, error.detail) == ("user_taken", "userName", "PPierce")
    assert scene.world.queue.pulled == []


@pytest.mark.parametrize(
    ("code", "suggestion"),
    [
        ("user_name_is_email", "MKeller"),
        ("user_not_found", None),
        ("user_inactive", None),
        ("user_ambiguous", None),
        ("user_is_api_only", None),
    ],
)
def test_who_cannot_be_found_is_told_why(scene: Scene, code, suggestion):
    scene.psa.fail("find_person", Fault(PersonNotFound(code, suggestion)))
    error = refused(lambda: authenticates(scene))
    assert (error.code, error.suggestion, error.field) == (code, suggestion, "userName")
    assert scene.world.connections.link_of(ACCOUNT, CONNECTWISE, OTHER) is None


def test_authenticating_needs_an_app_with_a_valid_key(scene: Scene):
    assert refused(lambda: authenticates(scene, app=AUTOTASK)).code == "app_not_installed"
    scene.psa.fail("find_person", refuses_the_key())
    assert refused(lambda: authenticates(scene)).code == "connection_stopped"
    assert scene.connection.status is ConnectionStatus.AUTH_FAILED
    assert refused(lambda: authenticates(scene)).code == "connection_stopped"
    assert scene.psa.calls["find_person"] == 1


def refreshes(scene: Scene, user_id=USER, app=CONNECTWISE):
    return start_refresh(ACCOUNT, app, user_id, effects=scene.effects)


def test_a_refresh_imports_once_at_a_time(scene: Scene):
    progress = refreshes(scene)
    assert progress.status is ProgressStatus.QUEUED
    assert refreshes(scene) == progress
    items, rows = scene.world.queue.take_pulled()
    assert (items.kind, items.progress_id) == (PullKind.WORK_ITEMS, progress.id)
    assert (rows.kind, rows.progress_id) == (PullKind.BACKFILL, None)
    scene.pull(items)
    assert refreshes(scene).id != progress.id


def test_a_refresh_needs_app_and_person(scene: Scene):
    assert refused(lambda: refreshes(scene, app=AUTOTASK)).code == "app_not_installed"
    assert refused(lambda: refreshes(scene, user_id=OTHER)).code == "user_not_authenticated"


def test_an_admin_refreshes_everybody_and_watches_the_own_one(scene: Scene):
    scene.world.connections.link(a_link(user_id=OTHER, psa_user=a_psa_user(id="155")))
    mine = refresh_everybody(ACCOUNT, CONNECTWISE, USER, effects=scene.effects)
    assert mine.user_id == USER
    assert {job.user_id for job in scene.world.queue.take_pulled()} == {USER, OTHER}
    first = refresh_everybody(ACCOUNT, CONNECTWISE, "user-admin", effects=scene.effects)
    assert first.user_id == OTHER


def test_where_nobody_is_authenticated_there_is_nobody_to_refresh(scene: Scene):
    scene.world.connections._links.clear()
    error = refused(lambda: refresh_everybody(ACCOUNT, CONNECTWISE, USER, effects=scene.effects))
    assert error.code == "user_not_authenticated"
