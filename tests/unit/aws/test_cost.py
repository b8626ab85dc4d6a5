"""What operations cost: calls are counted, so that a slip into two calls or a transaction shows."""

from dataclasses import replace

import pytest

from psa_sync.domain.errors import StaleError
from psa_sync.ports import FactSheet
from tests.builders import (
    ACCOUNT,
    CONNECTWISE,
    NOW,
    USER,
    a_connection,
    a_problem,
    a_synced_entry,
    an_entry,
    an_event,
    an_id,
)


@pytest.fixture
def calls(clients):
    """Calls since the last look."""

    def taken():
        seen, clients.dynamodb.calls[:] = list(clients.dynamodb.calls), []
        return seen

    return taken


def test_a_save_is_one_plain_put(backend, calls):
    saved = backend.entries.save(an_entry())
    backend.entries.save(saved)
    assert calls() == ["put_item", "put_item"]


def test_a_save_with_history_is_one_transaction(backend, calls):
    backend.entries.save(an_entry(), events=[an_event()])
    assert calls() == ["transact_write_items"]


def test_a_mapping_is_written_once(backend, calls):
    saved = backend.entries.save(a_synced_entry())
    backend.entries.save(saved)
    assert calls() == ["transact_write_items", "put_item"]


def test_an_entry_read_with_its_row_needs_no_transaction(backend, calls):
    backend.entries.save(a_synced_entry())
    elsewhere = backend.another().entries
    calls()
    elsewhere.save(elsewhere.get(ACCOUNT, a_synced_entry().id))
    assert calls() == ["get_item", "put_item"]


def test_a_stale_save_is_one_call(backend, calls):
    backend.entries.save(an_entry())
    calls()
    with pytest.raises(StaleError):
        backend.entries.save(an_entry())
    assert calls() == ["put_item"]


def test_a_page_is_a_query_and_a_batch_read(backend, calls):
    backend.entries.save(an_entry())
    calls()
    backend.entries.of_user(ACCOUNT, USER)
    backend.change_feed.after(ACCOUNT, {USER: ""}, limit=10)
    assert calls() == ["query", "batch_get_item"] * 2


def test_the_problems_of_a_whole_account_are_one_query(backend, calls):
    for number in range(3):
        backend.entries.save(an_entry(id=an_id(number), user_id=f"u{number}", problem=a_problem()))
    calls()
    assert len(backend.entries.with_problems(ACCOUNT).entries) == 3
    assert calls() == ["query", "batch_get_item"]


def test_putting_off_is_one_update(backend, calls):
    backend.entries.save(an_entry(due_at=NOW))
    (due,) = backend.entries.due(NOW, limit=1)
    calls()
    backend.entries.put_off(due, NOW)
    assert calls() == ["update_item"]


def test_a_poll_of_the_feed_without_news_is_one_query_per_user(backend, calls):
    assert backend.change_feed.after(ACCOUNT, {USER: "", "other": ""}, limit=10) == []
    assert calls() == ["query", "query"]


def test_a_connection_that_keeps_its_tenant_is_one_plain_put(backend, calls):
    saved = backend.connections.save(a_connection())
    assert calls() == ["put_item", "transact_write_items"]
    backend.connections.save(replace(saved, status_text="fine"))
    assert calls() == ["put_item"]


def test_many_mapped_rows_do_not_grow_the_memory_without_end(backend):
    entries = backend.entries
    entries._mapped.update((ACCOUNT, "x", str(n), "e") for n in range(10_000))
    entries.save(a_synced_entry())
    assert len(entries._mapped) == 1


def test_how_far_a_connection_is_reconciled_is_one_get_and_one_put(backend, calls):
    state = backend.cursors.reconciled(ACCOUNT, CONNECTWISE)
    assert calls() == ["get_item"]
    backend.cursors.save_reconciled(state)
    assert calls() == ["put_item"]


def test_what_is_known_against_an_entry_is_one_read(backend, calls):
    backend.rule_facts.put_tenant(ACCOUNT, CONNECTWISE, FactSheet(b"facts", NOW))
    backend.rule_facts.put_people(ACCOUNT, CONNECTWISE, {"1": FactSheet(b"facts", NOW)})
    assert calls() == ["batch_write_item", "batch_write_item"]
    backend.rule_facts.read(ACCOUNT, CONNECTWISE, "1")
    assert calls() == ["batch_get_item"]
