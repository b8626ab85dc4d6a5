"""Asked of every connector: what its PSA sends is believed and read; what others send is not."""

import random
import re

import pytest

from psa_sync.domain.webhook import Action, Subject
from tests.contract.hooks import hook_bench


@pytest.fixture
def bench(psa):
    with hook_bench(psa) as bench:
        bench.hooks().keep(bench.target())
        yield bench


def closes_a_ticket(bench, ticket):
    (ticket_id,) = re.findall(r"\d+", ticket.id)
    bench.psa.sets(what="ticket", id=int(ticket_id), state="closed")
    return ticket_id


def test_a_change_is_told_at_our_address_and_believed(bench, ticket):
    ticket_id = closes_a_ticket(bench, ticket)
    (message, *_) = bench.messages(1)
    reader = bench.reader()
    assert message.path.endswith(f"/{bench.psa.case.app}/{bench.target().token}")
    assert reader.genuine(message.body, message.headers)
    hint = reader.hint_of(message.body)
    assert (hint.subject, hint.action, hint.psa_id) == (Subject.TICKET, Action.CHANGED, ticket_id)


def test_one_flipped_byte_anywhere_is_not_believed(bench, ticket, request):
    closes_a_ticket(bench, ticket)
    (message, *_) = bench.messages(1)
    reader, draw = bench.reader(), random.Random(request.config.option.seed)
    for at in draw.sample(range(len(message.body)), 40):
        changed = bytearray(message.body)
        changed[at] ^= 1 << draw.randrange(8)
        assert not reader.genuine(bytes(changed), message.headers), at


def test_a_forged_message_is_not_believed(bench):
    bench.psa.fault("forge_webhook")
    for message in bench.messages(1):
        assert not bench.reader().genuine(message.body, message.headers)


def test_a_message_without_a_signature_is_not_believed(bench, ticket):
    closes_a_ticket(bench, ticket)
    (message, *_) = bench.messages(1)
    signature = bench.case.signature
    bare = {name: value for name, value in message.headers.items() if name.lower() != signature}
    assert not bench.reader().genuine(message.body, bare)
