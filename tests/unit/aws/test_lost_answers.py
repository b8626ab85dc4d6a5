"""Writes whose answer was lost, and what throttling, conflicts and outages mean."""

from dataclasses import replace

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from psa_sync.domain.errors import StaleError, TransientError
from tests.builders import (
    ACCOUNT,
    CONNECTWISE,
    USER,
    a_link,
    a_psa_user,
    a_synced_entry,
    a_work_item,
    an_entry,
    an_event,
    an_id,
)
from tests.unit.aws.scripted_client import refused, then

TIMED_OUT = ReadTimeoutError(endpoint_url="the table")
AWAY = EndpointConnectionError(endpoint_url="the table")
CONFLICT = refused(
    "TransactionCanceledException",
    CancellationReasons=[{"Code": "None"}, {"Code": "TransactionConflict"}],
)


@pytest.fixture
def dynamodb(clients):
    return clients.dynamodb


@pytest.mark.parametrize("lost", [TIMED_OUT, refused("InternalServerError", 500)], ids=str)
def test_a_save_that_was_stored_succeeds_without_its_answer(backend, dynamodb, lost):
    dynamodb.on("put_item", then(lost))
    saved = backend.entries.save(an_entry())
    assert backend.entries.get(ACCOUNT, saved.id) == saved


def test_a_transaction_that_was_stored_succeeds_without_its_answer(backend, dynamodb):
    dynamodb.on("transact_write_items", then(TIMED_OUT))
    saved = backend.entries.save(a_synced_entry(), events=[an_event()])
    assert backend.entries.get(ACCOUNT, saved.id) == saved
    assert backend.entries.history(ACCOUNT, saved.id) == [an_event()]


def test_a_save_that_the_client_sent_twice_is_not_stale(backend, dynamodb):
    def twice(call, arguments):
        call(**arguments)
        return call(**arguments)

    dynamodb.on("put_item", twice)
    saved = backend.entries.save(an_entry())
    assert backend.entries.get(ACCOUNT, saved.id) == saved


def test_a_save_that_was_not_stored_is_tried_later(backend, dynamodb):
    dynamodb.on("put_item", TIMED_OUT)
    with pytest.raises(TransientError) as refusal:
        backend.entries.save(an_entry())
    assert refusal.value.code == "store_unavailable"
    assert backend.entries.get(ACCOUNT, an_id()) is None


def test_a_lost_answer_is_not_taken_from_somebody_elses_write(backend, dynamodb):
    entry = backend.entries.save(an_entry())
    other = backend.another().entries

    def overtaken(_call, _arguments):
        other.save(replace(entry, version=5))
        raise TIMED_OUT

    dynamodb.on("put_item", overtaken)
    with pytest.raises(TransientError):
        backend.entries.save(replace(entry, version=5))


def test_when_nothing_answers_nothing_is_known(backend, dynamodb):
    dynamodb.on("put_item", then(TIMED_OUT)).on("get_item", AWAY)
    with pytest.raises(TransientError):
        backend.entries.save(an_entry())


@pytest.mark.parametrize(
    "error",
    [
        AWAY,
        refused("ProvisionedThroughputExceededException"),
        refused("ThrottlingException"),
        refused("SlowDown", 503),
        refused("Whatever", 429),
    ],
    ids=str,
)
def test_throttling_and_outages_are_transient_everywhere(backend, dynamodb, error):
    dynamodb.on("get_item", error).on("query", error).on("batch_get_item", error)
    for read in (
        lambda: backend.entries.get(ACCOUNT, an_id()),
        lambda: backend.entries.history(ACCOUNT, an_id()),
        lambda: backend.entries.get_many(ACCOUNT, [an_id()]),
    ):
        with pytest.raises(TransientError):
            read()


def test_a_refusal_that_is_our_fault_is_not_hidden(backend, dynamodb):
    dynamodb.on("get_item", refused("ValidationException"))
    dynamodb.on("put_item", refused("AccessDeniedException"))
    with pytest.raises(ClientError):
        backend.entries.get(ACCOUNT, an_id())
    with pytest.raises(ClientError):
        backend.entries.save(an_entry())


def test_a_transaction_that_met_another_is_repeated(backend, dynamodb):
    dynamodb.on("transact_write_items", CONFLICT, CONFLICT)
    assert backend.entries.save(a_synced_entry()).revision == 1
    assert dynamodb.calls.count("transact_write_items") == 3


def test_a_put_that_met_a_transaction_is_repeated(backend, dynamodb):
    dynamodb.on("put_item", refused("TransactionConflictException"))
    assert backend.entries.save(an_entry()).revision == 1


def test_a_transaction_that_always_meets_another_gives_up(backend, dynamodb):
    dynamodb.on("transact_write_items", *[CONFLICT] * 20)
    with pytest.raises(TransientError):
        backend.entries.save(a_synced_entry())
    assert backend.entries.get(ACCOUNT, an_id()) is None


def test_a_conflict_together_with_a_refusal_is_the_refusal(backend, dynamodb):
    backend.entries.save(an_entry())
    reasons = [{"Code": "ConditionalCheckFailed"}, {"Code": "TransactionConflict"}]
    answer = refused("TransactionCanceledException", CancellationReasons=reasons)
    dynamodb.on("transact_write_items", answer)
    with pytest.raises(StaleError):
        backend.entries.save(a_synced_entry())


def test_keys_that_a_batch_left_unread_are_asked_for_again(backend, dynamodb):
    saved = {an_id(n): backend.entries.save(an_entry(id=an_id(n))) for n in range(5)}

    def half(call, arguments):
        ((table, wanted),) = arguments["RequestItems"].items()
        answer = call(RequestItems={table: {**wanted, "Keys": wanted["Keys"][:2]}})
        return answer | {"UnprocessedKeys": {table: {**wanted, "Keys": wanted["Keys"][2:]}}}

    dynamodb.on("batch_get_item", half)
    assert backend.entries.get_many(ACCOUNT, list(saved)) == saved


def test_keys_that_are_never_read_are_an_error_and_not_missing(backend, dynamodb):
    def none(_call, arguments):
        return {"Responses": {}, "UnprocessedKeys": arguments["RequestItems"]}

    dynamodb.on("batch_get_item", *[none] * 20)
    with pytest.raises(TransientError):
        backend.entries.get_many(ACCOUNT, [an_id()])


def test_rows_that_a_batch_left_unwritten_are_written_again(backend, dynamodb):
    def all_but_one(call, arguments):
        ((table, wanted),) = arguments["RequestItems"].items()
        call(RequestItems={table: wanted[1:]})
        return {"UnprocessedItems": {table: wanted[:1]}}

    dynamodb.on("batch_write_item", all_but_one)
    items = [a_work_item(id=f"connectwise:ticket:{number}") for number in range(3)]
    backend.work_items.put(ACCOUNT, USER, items)
    assert list(backend.work_items.of_user(ACCOUNT, USER, CONNECTWISE)) == items


def test_a_link_that_changes_under_our_hands_is_tried_again_and_then_later(backend, dynamodb):
    backend.connections.link(a_link())
    reasons = [{"Code": "ConditionalCheckFailed"}, {"Code": "None"}]
    answer = refused("TransactionCanceledException", CancellationReasons=reasons)
    dynamodb.on("transact_write_items", answer)
    moved = backend.connections.link(a_link(psa_user=a_psa_user(id="7")))
    assert backend.connections.links(ACCOUNT, CONNECTWISE) == [moved]
    dynamodb.on("transact_write_items", *[answer] * 5)
    with pytest.raises(TransientError):
        backend.connections.link(a_link())
