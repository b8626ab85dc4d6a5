"""Queues that take only a part, messages that make no sense, and secrets that are cached."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from psa_sync.aws.clients import dynamodb, secrets_manager, sqs
from psa_sync.aws.job_messages import decode_pull_job, decode_push_job, encode_job
from psa_sync.aws.job_queue import fairness_group
from psa_sync.domain.errors import TransientError
from tests.builders import ACCOUNT, CONNECTWISE, a_pull_job, a_push_job, an_id
from tests.unit.aws.scripted_client import refused, then

SECRET = {"privateKey": "canary-7f3a"}


def test_a_batch_that_was_taken_in_part_is_an_error(backend, clients):
    failed = {"Failed": [{"Id": "1", "Code": "InternalError", "SenderFault": False}]}
    clients.sqs.on("send_message_batch", failed)
    with pytest.raises(TransientError) as refusal:
        backend.queue.push([a_push_job(entry_id=an_id(number)) for number in range(12)])
    assert refusal.value.code == "store_unavailable"
    assert "1 of 12" in str(refusal.value)
    assert len(backend.pushed(CONNECTWISE)) == 2


def test_a_queue_that_is_away_is_transient(backend, clients):
    clients.sqs.on("send_message_batch", refused("ThrottlingException"))
    with pytest.raises(TransientError):
        backend.queue.pull([a_pull_job()])


def test_a_queue_that_is_not_there_is_a_fault_of_ours(backend):
    with pytest.raises(ClientError):
        backend.queue.push([a_push_job(app="unheard-of")])


def test_ten_messages_are_one_call_and_the_address_is_asked_once(backend, clients):
    backend.queue.push([a_push_job(entry_id=an_id(number)) for number in range(21)])
    assert clients.sqs.calls == ["get_queue_url"] + ["send_message_batch"] * 3


def test_the_account_is_the_fairness_group(backend, clients):
    backend.queue.push([a_push_job(account="alpine")])
    (entry,) = clients.sqs.arguments[-1]["Entries"]
    assert entry["MessageGroupId"] == "alpine"
    assert fairness_group("x" * 129) != fairness_group("x" * 130)
    assert fairness_group("two words").isalnum()


def test_a_pull_can_be_put_off(backend, clients):
    backend.queue.pull([a_pull_job()], delay=timedelta(minutes=2))
    backend.queue.push([a_push_job()])
    put_off, at_once = [each["Entries"][0] for each in clients.sqs.arguments if "Entries" in each]
    assert (put_off["DelaySeconds"], at_once["DelaySeconds"]) == (120, 0)


def test_jobs_survive_their_message():
    assert decode_push_job(encode_job(a_push_job())) == a_push_job()
    assert decode_pull_job(encode_job(a_pull_job())) == a_pull_job()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"account": 1}', '{"account": "a"}'])
def test_a_senseless_message_is_a_value_error(body):
    for decode in (decode_push_job, decode_pull_job):
        with pytest.raises(ValueError, match="not a Pu"):
            decode(body)


def test_a_secret_is_asked_for_once_a_minute(backend, clients):
    backend.credentials.put(ACCOUNT, CONNECTWISE, SECRET)
    for _ in range(3):
        assert backend.credentials.get(ACCOUNT, CONNECTWISE) == SECRET
        backend.clock.advance(29)
    assert clients.secrets_manager.calls.count("get_secret_value") == 1
    backend.credentials.get(ACCOUNT, CONNECTWISE)
    assert clients.secrets_manager.calls.count("get_secret_value") == 2


def test_that_there_is_no_secret_is_not_cached(backend):
    other = backend.another()
    assert other.credentials.get(ACCOUNT, CONNECTWISE) is None
    backend.credentials.put(ACCOUNT, CONNECTWISE, SECRET)
    assert other.credentials.get(ACCOUNT, CONNECTWISE) == SECRET


def test_two_installs_at_once_both_store(backend, clients):
    secrets = clients.secrets_manager
    secrets.on("create_secret", then(refused("ResourceExistsException")))
    backend.credentials.put(ACCOUNT, CONNECTWISE, SECRET)
    assert secrets.calls == ["put_secret_value", "create_secret", "put_secret_value"]
    assert backend.credentials.get(ACCOUNT, CONNECTWISE) == SECRET


@pytest.mark.parametrize("name", ["get_secret_value", "put_secret_value", "create_secret"])
def test_secrets_that_are_away_are_transient_and_refusals_are_not_hidden(backend, clients, name):
    def use():
        backend.credentials.put(ACCOUNT, CONNECTWISE, SECRET)
        backend.credentials.get(ACCOUNT, CONNECTWISE)

    clients.secrets_manager.on(name, refused("InternalServiceError", 500))
    with pytest.raises(TransientError) as away:
        use()
    clients.secrets_manager.on(name, refused("AccessDeniedException"))
    if name == "create_secret":
        clients.secrets_manager.on("put_secret_value", refused("ResourceNotFoundException"))
    with pytest.raises(ClientError) as denied:
        use()
    assert SECRET["privateKey"] not in f"{away.value!r}{denied.value!r}"


def test_clients_are_made_once_and_give_up_in_time(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    for make in (dynamodb, sqs, secrets_manager):
        client = make()
        assert make() is client
        config: Any = client.meta.config
        assert (config.connect_timeout, config.read_timeout) == (2, 5)
        assert config.retries == {"mode": "standard", "total_max_attempts": 3}
        make.cache_clear()
