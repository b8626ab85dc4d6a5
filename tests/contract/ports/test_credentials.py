"""Secrets of connections."""

from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE

SECRET = {"publicKey": "public", "privateKey": "vErY # sécret"}


def test_there_is_none_before_the_first(backend):
    assert backend.credentials.get(ACCOUNT, CONNECTWISE) is None


def test_what_is_put_is_read_back_for_its_account_and_app(backend):
    backend.credentials.put(ACCOUNT, CONNECTWISE, SECRET)
    assert backend.credentials.get(ACCOUNT, CONNECTWISE) == SECRET
    assert backend.credentials.get(ACCOUNT, AUTOTASK) is None
    assert backend.credentials.get("other", CONNECTWISE) is None


def test_a_new_secret_replaces_the_former_at_once(backend):
    backend.credentials.put(ACCOUNT, CONNECTWISE, SECRET)
    assert backend.credentials.get(ACCOUNT, CONNECTWISE) == SECRET
    backend.credentials.put(ACCOUNT, CONNECTWISE, {"privateKey": "new"})
    assert backend.credentials.get(ACCOUNT, CONNECTWISE) == {"privateKey": "new"}


def test_a_deleted_secret_is_gone_and_a_new_one_can_follow(backend):
    backend.credentials.delete(ACCOUNT, CONNECTWISE)
    backend.credentials.put(ACCOUNT, CONNECTWISE, SECRET)
    backend.credentials.put(ACCOUNT, AUTOTASK, SECRET)
    backend.credentials.delete(ACCOUNT, CONNECTWISE)
    assert backend.credentials.get(ACCOUNT, CONNECTWISE) is None
    assert backend.credentials.get(ACCOUNT, AUTOTASK) == SECRET
    backend.credentials.put(ACCOUNT, CONNECTWISE, {"privateKey": "new"})
    assert backend.credentials.get(ACCOUNT, CONNECTWISE) == {"privateKey": "new"}


def test_another_process_sees_a_new_secret_after_a_minute(backend):
    backend.credentials.put(ACCOUNT, CONNECTWISE, SECRET)
    other = backend.another()
    assert other.credentials.get(ACCOUNT, CONNECTWISE) == SECRET
    backend.credentials.put(ACCOUNT, CONNECTWISE, {"privateKey": "new"})
    backend.clock.advance(60)
    assert other.credentials.get(ACCOUNT, CONNECTWISE) == {"privateKey": "new"}


def test_a_caller_cannot_change_what_is_stored(backend):
    secret = dict(SECRET)
    backend.credentials.put(ACCOUNT, CONNECTWISE, secret)
    secret["privateKey"] = "changed"
    assert backend.credentials.get(ACCOUNT, CONNECTWISE) == SECRET


def test_hostile_names_stay_apart(backend):
    names = ["a/b", "a", "a=2f=b", "a%2Fb", "ä", "..", "a b"]
    for name in names:
        backend.credentials.put(name, CONNECTWISE, {"of": name})
    assert [backend.credentials.get(name, CONNECTWISE) for name in names] == [
        {"of": name} for name in names
    ]
