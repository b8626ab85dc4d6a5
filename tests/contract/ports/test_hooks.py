"""Where connections' hooks call: an address finds its connection, and counts are kept beside it."""

from datetime import timedelta

import pytest

from psa_sync.domain.webhook import ConnectionHooks
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, NOW
from tests.contract.ports.test_tenants import HOSTILE

HOOKS = ConnectionHooks(
    account=ACCOUNT, app=CONNECTWISE, token="t" * 32, url=f"https://sync.example/{'t' * 32}"
)


def test_a_token_finds_its_connection_and_nobody_else(backend):
    assert backend.hooks.owner(HOOKS.token) is None
    assert backend.hooks.of(ACCOUNT, CONNECTWISE) is None
    backend.hooks.save(HOOKS)
    assert backend.another().hooks.owner(HOOKS.token) == (ACCOUNT, CONNECTWISE)
    assert backend.hooks.of(ACCOUNT, CONNECTWISE) == HOOKS
    assert backend.hooks.of(ACCOUNT, AUTOTASK) is None


def test_what_was_counted_stays_when_the_address_is_written_again(backend):
    backend.hooks.save(HOOKS)
    backend.hooks.found(ACCOUNT, CONNECTWISE, by_hook=2)
    backend.hooks.found(ACCOUNT, CONNECTWISE, by_poll=3)
    backend.hooks.save(HOOKS)
    found = backend.hooks.of(ACCOUNT, CONNECTWISE)
    assert (found.by_hook, found.by_poll) == (2, 3)
    backend.hooks.count_anew(ACCOUNT, CONNECTWISE)
    assert backend.hooks.of(ACCOUNT, CONNECTWISE) == HOOKS


def test_the_last_message_is_kept_to_the_minute_and_never_moves_back(backend):
    backend.hooks.save(HOOKS)
    minute = NOW.replace(second=0, microsecond=0)
    for at in (NOW, NOW - timedelta(hours=1), NOW):
        backend.hooks.received(ACCOUNT, CONNECTWISE, at)
        assert backend.hooks.of(ACCOUNT, CONNECTWISE).last_received_at == minute
    backend.hooks.received(ACCOUNT, CONNECTWISE, NOW + timedelta(hours=1))
    assert backend.hooks.of(ACCOUNT, CONNECTWISE).last_received_at == minute + timedelta(hours=1)


def test_hooks_that_are_forgotten_are_not_brought_back_by_a_count(backend):
    backend.hooks.save(HOOKS)
    backend.hooks.forget(HOOKS)
    backend.hooks.forget(HOOKS)
    backend.hooks.received(ACCOUNT, CONNECTWISE, NOW)
    backend.hooks.found(ACCOUNT, CONNECTWISE, by_hook=1)
    backend.hooks.count_anew(ACCOUNT, CONNECTWISE)
    assert backend.hooks.of(ACCOUNT, CONNECTWISE) is None
    assert backend.hooks.owner(HOOKS.token) is None


@pytest.mark.parametrize("account", HOSTILE)
def test_accounts_of_any_name_stay_apart(backend, account):
    hooks = ConnectionHooks(account=account, app=CONNECTWISE, token="h" * 32, url="https://x")
    backend.hooks.save(HOOKS)
    backend.hooks.save(hooks)
    assert backend.hooks.owner("h" * 32) == (account, CONNECTWISE)
    backend.hooks.forget(hooks)
    assert backend.hooks.of(ACCOUNT, CONNECTWISE) == HOOKS
