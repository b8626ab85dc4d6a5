import pytest

from local.simulators.callout_records import is_loopback
from local.simulators.server import running
from tests.simulators.notebook import IMPATIENT, IN_ORDER, SLOWLY, Caller, Notebook, until
from tests.simulators.receiver import receiving


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def told(caller, receiver):
    caller.hooks(receiver.url)
    return receiver


def outcomes(caller):
    return [one["outcome"] for one in caller.sent()]


def tries(caller):
    return [[attempt["status"] for attempt in one["attempts"]] for one in caller.sent()]


def ended(caller, *expected):
    until(lambda: outcomes(caller) == list(expected))


def test_what_happens_is_told_in_order_and_once(caller, told, notebook):
    caller.makes("a", "b", "c")
    ended(caller, "delivered", "delivered", "delivered")
    assert told.bodies(3) == [b"a", b"b", b"c"]
    assert notebook.ended == [("note/made", True)] * 3
    (first, *_) = caller.sent()
    assert (first["url"], first["topic"], first["genuine"]) == (told.url, "note/made", True)


def test_an_edit_by_a_person_is_told_like_one_of_the_api(caller, told):
    caller.sim("POST", "/people/7/time-entries", 201, {"text": "by hand"})
    assert told.bodies(1) == [b"by hand"]


def test_a_status_of_the_list_is_tried_again_and_no_other(caller, told, notebook):
    told.answers.extend([429, 429, 204, 500, 302])
    caller.makes("a")
    ended(caller, "delivered")
    caller.makes("b")
    ended(caller, "delivered", "failed")
    caller.makes("c")
    ended(caller, "delivered", "failed", "failed")
    assert tries(caller) == [[429, 429, 204], [500], [302]]
    assert notebook.ended == [("note/made", True), ("note/made", False), ("note/made", False)]
    assert [headers["Attempt"] for _, headers, _ in told.arrived] == ["1", "2", "3", "1", "1"]


def test_after_the_last_pause_it_gives_up(caller, told):
    told.answers.extend([429] * 3)
    caller.makes()
    ended(caller, "failed")
    assert tries(caller) == [[429, 429, 429]]


def test_a_cut_connection_is_no_answer(caller, told):
    told.answers.extend([None, 204])
    caller.makes()
    ended(caller, "delivered")
    assert tries(caller) == [[0, 204]]


def test_a_slow_answer_is_no_answer(receiver):
    with running(Notebook(IMPATIENT).app()) as url:
        caller = Caller(url)
        caller.hooks(receiver.url)
        receiver.delays.extend([0.4, 0.4])
        caller.makes()
        ended(caller, "failed")
        assert tries(caller) == [[0, 0]]


def test_nobody_there_is_no_answer_either(caller, told):
    caller.hooks("http://127.0.0.1:1/hook")
    caller.makes()
    ended(caller, "delivered", "failed")
    assert tries(caller) == [[204], [0, 0, 0]]


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:8000/hook", True),
        ("https://127.9.9.9/", True),
        ("http://localhost:1/", True),
        ("http://[::1]:8/", True),
        ("https://hook.example/cw?id=", False),
        ("http://10.0.0.1/", False),
        ("http://127.0.0.1.example/", False),
        ("http://2130706433/", False),
        ("http://[broken", False),
        ("", False),
    ],
)
def test_addresses_on_this_machine(url, loopback):
    assert is_loopback(url) is loopback


def test_other_addresses_are_never_called(caller):
    caller.hooks("https://hook.example/cw")
    caller.makes()
    caller.sim("POST", "/faults", 201, {"mode": "forge_webhook"})
    assert outcomes(caller) == ["not_loopback", "not_loopback"]
    assert tries(caller) == [[], []]


def test_a_dropped_one_is_lost_and_the_vendor_does_not_know(caller, told, notebook):
    caller.fault("drop_webhooks", times=1, after=1)
    caller.makes("a", "b", "c")
    ended(caller, "delivered", "dropped", "delivered")
    assert told.bodies(2) == [b"a", b"c"]
    assert notebook.ended == [("note/made", True)] * 2


def test_faults_choose_by_what_happened(caller, told):
    caller.fault("drop_webhooks", {"path": "/note/deleted"})
    made = caller.makes("a").json()
    caller.sim("DELETE", f"/people/7/time-entries/{made['id']}", 204)
    ended(caller, "delivered", "dropped")
    assert caller.sim("GET", "/faults")["items"][0]["hits"] == 1


def test_a_doubled_one_comes_twice(caller, told):
    caller.fault("duplicate_webhooks", times=1)
    caller.makes("a", "b")
    assert told.bodies(3) == [b"a", b"a", b"b"]


def test_a_reordered_one_is_overtaken_by_the_next(caller, told):
    caller.fault("reorder_webhooks", times=1)
    caller.makes("a", "b", "c")
    assert told.bodies(3) == [b"b", b"a", b"c"]


def test_a_reordered_one_with_none_behind_it_comes_late(caller, told):
    caller.fault("reorder_webhooks", params={"seconds": 0.05})
    caller.makes("a")
    assert told.bodies(1) == [b"a"]


def test_a_forged_one_comes_at_once_and_is_tried_once(caller, told, notebook):
    told.answers.append(429)
    fault = caller.fault("forge_webhook", params={"text": "gotcha"})
    assert told.bodies(1) == [b"gotcha"]
    ended(caller, "failed")
    assert told.arrived[0][1]["Signature"] == "forged"
    assert notebook.ended == []
    assert caller.sim("GET", "/faults")["items"] == [
        {
            "id": fault,
            "match": {"method": "", "path": "", "exact": False},
            "mode": "forge_webhook",
            "times": None,
            "after": 0,
            "params": {"text": "gotcha"},
            "hits": 1,
        }
    ]


def test_a_reset_forgets_what_waits_and_what_was_sent(caller, told):
    caller.fault("reorder_webhooks")
    caller.makes("a")
    caller.sim("POST", "/reset")
    assert caller.sent() == []
    caller.makes("b")
    ended(caller, "delivered")
    assert told.bodies(1) == [b"b"]


def test_where_order_counts_the_later_ones_wait_behind_the_failed_one(receiver):
    with running(Notebook(IN_ORDER).app()) as url:
        caller = Caller(url)
        caller.hooks(receiver.url)
        receiver.answers.append(429)
        caller.makes("a", "b")
        assert receiver.bodies(3) == [b"a", b"a", b"b"]


def test_where_order_does_not_count_a_failed_one_is_overtaken(receiver):
    with running(Notebook(SLOWLY).app()) as url:
        caller = Caller(url)
        caller.hooks(receiver.url)
        receiver.answers.append(429)
        caller.makes("a", "b")
        assert receiver.bodies(3) == [b"a", b"b", b"a"]
