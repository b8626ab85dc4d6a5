"""Whatever goes wrong with a PSA's messages, or with our own store, no change is lost."""

from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest
from botocore.exceptions import EndpointConnectionError

from psa_sync import bootstrap, hook_bootstrap
from psa_sync.aws import clients
from psa_sync.domain.connection import PsaName
from psa_sync.domain.webhook import HookTarget
from psa_sync.sync.prepare_hooks import secrets_of
from tests.contract.connectors import until
from tests.contract.hook_cases import hook_case_of
from tests.integration.bookings import a_booking, instant, new_id, path_of
from tests.integration.deployment import ADMIN, PAUL
from tests.integration.hooks import reached

ACCOUNT = ADMIN.account


@pytest.fixture
def arrived():
    return []


@pytest.fixture
def deployment(psas, arrived):
    with reached(arrived) as one:
        yield one


@pytest.fixture
def listening(deployment, paul):
    deployment.pump.deliver()
    return deployment


@contextmanager
def away(client, call, error=None):
    """Let a call of AWS find nobody, or fail otherwise."""

    def nobody(**_):
        raise error or EndpointConnectionError(endpoint_url=call)

    client.meta.events.register(f"before-call.{call}", nobody, unique_id="away")
    try:
        yield
    finally:
        client.meta.events.unregister(f"before-call.{call}", unique_id="away")


def hooks_of(app):
    connection = bootstrap.connections().get(ACCOUNT, PsaName(app))
    assert connection is not None
    return hook_bootstrap.open_hooks(connection)


def token_of(app):
    known = hook_bootstrap.hooks().of(ACCOUNT, PsaName(app))
    assert known is not None
    return known.token


def registered(app):
    return hook_case_of(PsaName(app)).registered(hooks_of(app), token_of(app))


def closes_a_ticket(deployment, app, state="closed"):
    ticket = "".join(filter(str.isdigit, deployment.a_ticket(PAUL, app)))
    wanted = {"what": "ticket", "id": int(ticket), "state": state}
    deployment.psas[app].control("POST", "/set", wanted)


def books(deployment, app, notes="Router swap", hour=9):
    booking = a_booking(deployment.a_ticket(PAUL, app), notes)
    booking |= {"start": instant(hour), "end": instant(hour + 0.5)}
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), booking)
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")
    return entry_id


def row_of(deployment, entry_id):
    return str(deployment.entry(PAUL, entry_id)["remote"]["id"])


STORES = {
    "queue": (clients.sqs, "sqs.SendMessageBatch"),
    "address book": (clients.dynamodb, "dynamodb.GetItem"),
    "note of the time": (clients.dynamodb, "dynamodb.UpdateItem"),
}


@pytest.mark.parametrize("store", STORES)
def test_what_cannot_be_stored_is_asked_for_again_and_then_taken(listening, app, arrived, store):
    message = a_believed_message(listening, app, arrived)
    client, call = STORES[store]
    with away(client(), call):
        assert message.again() == hook_bootstrap.retry_status(app)
    assert message.again() == 202


def test_the_psa_gets_the_answer_after_which_it_tries_again(app):
    assert hook_bootstrap.retry_status(app) in {429, 503}
    assert hook_bootstrap.retry_status("nobody") == 503


def test_a_fault_of_ours_is_asked_for_again_too(listening, app, arrived):
    message = a_believed_message(listening, app, arrived)
    with away(clients.dynamodb(), "dynamodb.GetItem", RuntimeError("a bug")):
        assert message.again() == hook_bootstrap.retry_status(app)


def a_believed_message(deployment, app, arrived):
    """A message that makes us look: at an entry, or at a ticket where none tells of entries."""
    if hooks_of(app).tells_of_entries:
        entry = books(deployment, app, hour=7)
        person = deployment.ok(PAUL, "GET", "/v1/connected-apps")["items"]
        paul = next(one["psaUser"]["id"] for one in person if one["app"] == app)
        deployment.psas[app].person_edits(paul, row_of(deployment, entry), "by a person")
    else:
        closes_a_ticket(deployment, app)
    until(lambda: arrived and settled(deployment.psas[app]))
    return arrived[-1]


def settled(psa):
    items = psa.control("GET", "/webhooks")["items"]
    return bool(items) and all(one["attempts"] or one["outcome"] != "waiting" for one in items)


# What others do to our hooks, and what becomes of messages on their way.


def switched_off(deployment, app, name, hook):
    deployment.psas[app].control("POST", "/set", {"what": "webhook", "id": hook, "active": False})


def deleted(deployment, app, name, hook):
    hook_case_of(PsaName(app)).delete(hooks_of(app), name, hook)


@pytest.mark.parametrize("harm", [switched_off, deleted], ids=lambda one: one.__name__)
def test_a_hook_that_is_off_is_noticed_within_one_cycle_and_nothing_is_lost(
    listening, app, psa, paul, harm
):
    before = sorted(name for name, _ in registered(app))
    entry = books(listening, app)
    wanted = [(name, hook) for name, hook in registered(app) if name in {"time", "ticket"}]
    for name, hook in wanted:
        if name == "time" or not hooks_of(app).tells_of_entries:
            harm(listening, app, name, hook)
    psa.person_edits(paul["id"], row_of(listening, entry), "while nobody listened")
    listening.runs("webhooks")
    listening.pump.deliver()
    assert sorted(name for name, _ in registered(app)) == before
    assert listening.entry(PAUL, entry)["notes"] == "while nobody listened"
    assert hooks_of(app).keep(target_of(app)).mended is False


def test_a_hook_that_calls_elsewhere_is_brought_back_within_one_cycle(listening, app, paul):
    target = target_of(app)
    hooks_of(app).keep(replace(target, url=f"{target.url}/x"))
    listening.runs("webhooks")
    listening.pump.deliver()
    assert hooks_of(app).keep(target).mended is False


def target_of(app):
    known = hook_bootstrap.hooks().of(ACCOUNT, PsaName(app))
    assert known is not None
    secrets = bootstrap.credentials().get(ACCOUNT, secrets_of(PsaName(app))) or {}
    return HookTarget(url=known.url, token=known.token, secrets=dict(secrets))


@pytest.mark.parametrize("mode", ["drop_webhooks", "duplicate_webhooks", "reorder_webhooks"])
def test_messages_that_are_lost_doubled_or_late_lose_nothing(listening, app, psa, paul, mode):
    entries = [books(listening, app, f"Entry {n}", 9 + n) for n in range(3)]
    psa.breaks(mode)
    for n, entry in enumerate(entries):
        psa.person_edits(paul["id"], row_of(listening, entry), f"edit {n}")
        psa.person_edits(paul["id"], row_of(listening, entry), f"last edit {n}")
    if hooks_of(app).tells_of_entries and mode != "drop_webhooks":
        until(partial(settled, psa))
        listening.pump.deliver()
    else:
        listening.pulls()
    notes = [listening.entry(PAUL, entry)["notes"] for entry in entries]
    assert notes == [f"last edit {n}" for n in range(3)]
    assert psa.creates() == 3


def test_a_forged_message_is_refused_and_the_next_genuine_one_is_not(listening, app, psa, arrived):
    psa.breaks("forge_webhook", times=1)
    until(lambda: {one.status for one in arrived} == {401} and settled(psa))
    message = a_believed_message(listening, app, arrived)
    assert message.status == 202
