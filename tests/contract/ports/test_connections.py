"""Connections: one account per PSA tenant, one user per PSA person."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from psa_sync.domain.connection import Check, ConnectionStatus
from psa_sync.domain.errors import StaleError
from psa_sync.domain.settings import (
    ConflictPolicy,
    ConnectionSettings,
    Direction,
    ImportScope,
    Mode,
    Preferences,
    ProjectDisplay,
)
from psa_sync.ports import PersonTakenError, TenantTakenError
from tests.builders import (
    ACCOUNT,
    AUTOTASK,
    CONNECTWISE,
    NOW,
    USER,
    a_connection,
    a_link,
    a_problem,
    a_psa_user,
)

OTHER = "other-account"


def test_what_is_saved_is_read_back_whole(backend):
    full = a_connection(
        checks=(Check(code="time", status="pass", message="ok"),),
        settings=ConnectionSettings(conflict_policy=ConflictPolicy.ASK),
        own_id=None,
    )
    saved = backend.connections.save(full)
    assert saved == replace(full, revision=1)
    assert backend.connections.get(ACCOUNT, CONNECTWISE) == saved
    assert backend.connections.get(ACCOUNT, AUTOTASK) is None


def test_an_account_lists_its_own_connections(backend):
    connectwise = backend.connections.save(a_connection())
    autotask = backend.connections.save(a_connection(app=AUTOTASK))
    backend.connections.save(a_connection(account=OTHER, tenant="elsewhere"))
    assert backend.connections.of_account(ACCOUNT) == [autotask, connectwise]
    assert backend.connections.of_account("nobody") == []


def test_a_stale_save_is_refused(backend):
    saved = backend.connections.save(a_connection())
    newer = backend.connections.save(replace(saved, status_text="newer"))
    for stale in (saved, a_connection(), replace(saved, tenant="other tenant")):
        with pytest.raises(StaleError):
            backend.connections.save(stale)
    with pytest.raises(StaleError):
        backend.connections.save(a_connection(app=AUTOTASK, revision=4))
    assert backend.connections.get(ACCOUNT, CONNECTWISE) == newer


def test_a_tenant_belongs_to_one_account(backend):
    backend.connections.save(a_connection())
    with pytest.raises(TenantTakenError):
        backend.connections.save(a_connection(account=OTHER))
    assert backend.connections.get(OTHER, CONNECTWISE) is None
    backend.connections.save(a_connection(account=OTHER, app=AUTOTASK))


def test_moving_to_another_tenant_frees_the_former_one(backend):
    saved = backend.connections.save(a_connection())
    backend.connections.save(a_connection(account=OTHER, tenant="taken"))
    with pytest.raises(TenantTakenError):
        backend.connections.save(replace(saved, tenant="taken"))
    assert backend.connections.get(ACCOUNT, CONNECTWISE) == saved
    backend.connections.save(replace(saved, tenant="new"))
    backend.connections.save(a_connection(account="third"))


def test_a_removed_connection_gives_its_tenant_back(backend):
    saved = backend.connections.save(a_connection())
    removed = backend.connections.save(replace(saved, status=ConnectionStatus.REMOVED))
    other = backend.connections.save(a_connection(account=OTHER))
    with pytest.raises(TenantTakenError):
        backend.connections.save(replace(removed, status=ConnectionStatus.ACTIVE))
    backend.connections.save(replace(other, status=ConnectionStatus.REMOVED))
    assert backend.connections.save(replace(removed, status=ConnectionStatus.ACTIVE)).revision == 3


def test_connections_that_may_call_their_psa_are_listed_for_pulls(backend):
    for number, status in enumerate(ConnectionStatus):
        backend.connections.save(
            a_connection(account=f"account {status}", tenant=f"tenant {number}", status=status)
        )
    assert backend.connections.all_active() == [
        ("account active", CONNECTWISE),
        ("account psa_down", CONNECTWISE),
        ("account rate_limited", CONNECTWISE),
    ]


def test_a_paused_connection_leaves_the_list(backend):
    saved = backend.connections.save(a_connection())
    backend.connections.save(replace(saved, status=ConnectionStatus.PAUSED))
    assert backend.connections.all_active() == []


def test_a_link_is_read_back_and_listed(backend):
    link = backend.connections.link(a_link())
    other = backend.connections.link(a_link(user_id="a-keller", psa_user=a_psa_user(id="155")))
    backend.connections.link(a_link(app=AUTOTASK))
    assert backend.connections.link_of(ACCOUNT, CONNECTWISE, USER) == link
    assert backend.connections.link_of(ACCOUNT, CONNECTWISE, "unknown") is None
    assert backend.connections.links(ACCOUNT, CONNECTWISE) == [other, link]


def test_linking_again_replaces_and_frees_the_former_person(backend):
    backend.connections.link(a_link())
    again = a_link(linked_at=NOW + timedelta(days=1))
    backend.connections.link(again)
    assert backend.connections.links(ACCOUNT, CONNECTWISE) == [again]
    moved = backend.connections.link(a_link(psa_user=a_psa_user(id="155")))
    heir = backend.connections.link(a_link(user_id="heir"))
    assert backend.connections.links(ACCOUNT, CONNECTWISE) == [heir, moved]


def test_a_person_belongs_to_one_user(backend):
    held = backend.connections.link(a_link())
    former = backend.connections.link(a_link(user_id="second", psa_user=a_psa_user(id="155")))
    with pytest.raises(PersonTakenError):
        backend.connections.link(a_link(user_id="second"))
    assert backend.connections.links(ACCOUNT, CONNECTWISE) == [former, held]
    backend.connections.link(a_link(account=OTHER, user_id="second"))


def test_an_unlinked_person_is_free_for_somebody_else(backend):
    backend.connections.link(a_link())
    other_app = backend.connections.link(a_link(app=AUTOTASK))
    backend.connections.unlink(ACCOUNT, CONNECTWISE, USER)
    backend.connections.unlink(ACCOUNT, CONNECTWISE, USER)
    assert backend.connections.link_of(ACCOUNT, CONNECTWISE, USER) is None
    heir = backend.connections.link(a_link(user_id="heir"))
    assert backend.connections.links(ACCOUNT, CONNECTWISE) == [heir]
    assert backend.connections.links(ACCOUNT, AUTOTASK) == [other_app]
    with pytest.raises(PersonTakenError):
        backend.connections.link(a_link())


def test_a_users_own_choices_are_all_open_at_first_and_are_replaced_as_a_whole(backend):
    connections = backend.connections
    assert connections.preferences(ACCOUNT, CONNECTWISE, USER) == Preferences()
    chosen = Preferences(import_scope=ImportScope.ALL, entry_sync=Mode.MANUAL)
    connections.save_preferences(ACCOUNT, CONNECTWISE, USER, chosen)
    assert connections.preferences(ACCOUNT, CONNECTWISE, USER) == chosen
    named = Preferences(project_display=ProjectDisplay.NAME)
    connections.save_preferences(ACCOUNT, CONNECTWISE, USER, named)
    assert connections.preferences(ACCOUNT, CONNECTWISE, USER) == named


def test_choices_are_one_users_in_one_app_and_outlive_the_link(backend):
    connections = backend.connections
    chosen = Preferences(entry_sync=Mode.MANUAL)
    connections.save_preferences(ACCOUNT, CONNECTWISE, USER, chosen)
    for account, app, user in (
        (OTHER, CONNECTWISE, USER),
        (ACCOUNT, AUTOTASK, USER),
        (ACCOUNT, CONNECTWISE, "somebody"),
    ):
        assert connections.preferences(account, app, user) == Preferences()
    connections.link(a_link())
    connections.unlink(ACCOUNT, CONNECTWISE, USER)
    assert connections.links(ACCOUNT, CONNECTWISE) == []
    assert connections.preferences(ACCOUNT, CONNECTWISE, USER) == chosen


def test_settings_of_an_older_release_take_their_defaults():
    stored = b'{"conflict_policy":"ask","import_scope":"assigned"}'
    settings = msgspec.json.decode(stored, type=ConnectionSettings)
    assert settings.direction is Direction.TWO_WAY
    assert (settings.conflict_policy, settings.round_hours_to) == (ConflictPolicy.ASK, None)


def test_a_link_is_marked_only_while_it_is_the_same_persons(backend):
    link = backend.connections.link(a_link())
    marked = replace(link, problem=a_problem())
    backend.connections.mark(marked)
    assert backend.connections.link_of(ACCOUNT, CONNECTWISE, USER) == marked
    other = backend.connections.link(a_link(psa_user=a_psa_user(id="155")))
    backend.connections.mark(marked)
    assert backend.connections.link_of(ACCOUNT, CONNECTWISE, USER) == other
    backend.connections.unlink(ACCOUNT, CONNECTWISE, USER)
    backend.connections.mark(other)
    assert backend.connections.link_of(ACCOUNT, CONNECTWISE, USER) is None
