"""What somebody else did between two calls of one operation."""

from dataclasses import replace

import pytest

from psa_sync.domain.errors import StaleError
from tests.builders import (
    ACCOUNT,
    USER,
    a_connection,
    a_work_item,
    an_entry,
    an_event,
)


def test_a_slow_save_keeps_the_stamp_of_the_write_that_followed_it(backend, clients):
    other = backend.another()

    def slow(call, arguments):
        answer = call(**arguments)
        backend.clock.advance(25)
        other.entries.save(replace(an_entry(), revision=1, version=2))
        return answer

    clients.dynamodb.on("put_item", slow)
    assert backend.entries.save(an_entry()).revision == 1
    (change,) = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=5)
    assert (change.entry.version, change.entry.revision) == (2, 2)
    seen = backend.change_feed.after(ACCOUNT, {USER: change.stamp}, limit=5)
    assert seen == []


def test_a_slow_save_moves_to_the_end_of_the_feed(backend, clients):
    def slow(call, arguments):
        backend.clock.advance(25)
        return call(**arguments)

    clients.dynamodb.on("put_item", slow)
    saved = backend.entries.save(an_entry())
    assert clients.dynamodb.calls == ["put_item", "update_item"]
    (change,) = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=5)
    assert change.entry == saved
    assert int(change.stamp[:16]) == int(backend.clock().timestamp() * 1_000_000)


def test_a_slow_batch_of_work_items_is_written_again(backend, clients):
    def slow(call, arguments):
        backend.clock.advance(25)
        return call(**arguments)

    clients.dynamodb.on("batch_write_item", slow)
    backend.work_items.put(ACCOUNT, USER, [a_work_item()])
    assert clients.dynamodb.calls == ["batch_write_item", "batch_write_item"]
    assert len(backend.change_feed.after(ACCOUNT, {USER: ""}, limit=5)) == 1


def test_a_change_of_tenant_that_was_overtaken_is_stale(backend, clients):
    saved = backend.connections.save(a_connection())
    other = backend.another()

    def overtaken(call, arguments):
        other.connections.save(replace(saved, status_text="faster"))
        return call(**arguments)

    clients.dynamodb.on("transact_write_items", overtaken)
    with pytest.raises(StaleError):
        backend.connections.save(replace(saved, tenant="another tenant"))
    third = a_connection(account="third", tenant="another tenant")
    assert backend.connections.save(third).revision == 1


def test_an_answer_in_several_pages_is_read_to_its_end(backend, clients):
    events = [an_event(str(number)) for number in range(7)]
    backend.entries.save(an_entry(), events=events)

    def short(call, arguments):
        return call(**{**arguments, "Limit": 2})

    clients.dynamodb.on("query", short, short)
    assert backend.entries.history(ACCOUNT, an_entry().id) == events


def test_the_index_may_still_show_what_is_gone(backend, clients):
    backend.work_items.put(ACCOUNT, USER, [a_work_item()])
    backend.entries.save(an_entry())

    def before_the_removal(call, arguments):
        answer = call(**arguments)
        backend.another().work_items.remove(ACCOUNT, USER, [a_work_item().id])
        return answer

    clients.dynamodb.on("query", before_the_removal)
    changes = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=5)
    assert {change.gone for change in changes} == {None, a_work_item().id}
    assert [change.entry is None for change in changes].count(False) == 1


def test_an_entry_that_moves_on_while_a_full_page_is_read_is_met_once_at_its_new_place(
    backend, clients
):
    first = backend.entries.save(an_entry())
    items = [a_work_item(id=f"connectwise:ticket:{number}") for number in range(3)]
    backend.work_items.put(ACCOUNT, USER, items)

    def moving(call, arguments):
        answer = call(**arguments)
        backend.another().entries.save(replace(first, version=2))
        return answer

    backend.clock.advance(1)
    clients.dynamodb.on("query", moving)
    page = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=2)
    assert [change.work_item for change in page] == items[:2]
    rest = backend.change_feed.after(ACCOUNT, {USER: page[-1].stamp}, limit=5)
    assert [(change.entry or change.work_item) for change in rest] == [
        items[2],
        replace(first, version=2, revision=2),
    ]
