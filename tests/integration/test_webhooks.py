"""Changes that a PSA tells us of by itself, from its own signed message to Memtime."""

import pytest

from functions.psa_webhook.handler import lambda_handler
from psa_sync import bootstrap, hook_bootstrap
from psa_sync.domain.connection import PsaName
from tests.contract.connectors import until
from tests.contract.hook_cases import hook_case_of
from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.client import invoked
from tests.integration.deployment import ADMIN, PAUL
from tests.integration.hooks import hook_event, reached

ACCOUNT = ADMIN.account
EVERY = "00000000000000000000000000000000"


@pytest.fixture
def deployment(psas):
    with reached() as one:
        yield one


def settled(psa):
    items = psa.control("GET", "/webhooks")["items"]
    return all(one["attempts"] or one["outcome"] != "waiting" for one in items)


def sent(psa, topic=""):
    items = psa.control("GET", "/webhooks")["items"]
    return [one for one in items if topic in one["topic"].lower()]


def connection_of(deployment, app):
    apps = deployment.ok(ADMIN, "GET", "/v1/connected-apps")["items"]
    return next(one["connection"] for one in apps if one["app"] == app)


def kept(app):
    found = hook_bootstrap.hooks().of(ACCOUNT, PsaName(app))
    assert found is not None
    return found


def hooks_of(app):
    connection = bootstrap.connections().get(ACCOUNT, PsaName(app))
    assert connection is not None
    return hook_bootstrap.open_hooks(connection)


def book(deployment, app):
    entry_id, booking = new_id(), a_booking(deployment.a_ticket(PAUL, app))
    deployment.ok(PAUL, "PUT", path_of(entry_id), booking)
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")
    return entry_id


def registered(app):
    token = kept(app).token
    return hook_case_of(PsaName(app)).registered(hooks_of(app), token)


def a_ticket_closes(deployment, app):
    ticket = deployment.a_ticket(PAUL, app)
    number = "".join(filter(str.isdigit, ticket))
    deployment.psas[app].control(
        "POST", "/set", {"what": "ticket", "id": int(number), "state": "closed"}
    )
    return number


def test_an_install_makes_the_psa_tell_us(deployment, app, psa, paul):
    deployment.pump.deliver()
    connection = connection_of(deployment, app)
    assert connection["webhooks"] == {
        "state": "listening",
        "lastReceivedAt": None,
        "leftBehind": [],
    }
    a_ticket_closes(deployment, app)
    until(lambda: sent(psa) and settled(psa))
    assert [attempt["status"] for one in sent(psa) for attempt in one["attempts"]] == [202]
    assert connection_of(deployment, app)["webhooks"]["lastReceivedAt"] is not None


def test_a_persons_edit_arrives_without_a_poll(deployment, app, psa, paul):
    deployment.pump.deliver()
    if not hooks_of(app).tells_of_entries:
        assert "time" not in hooks_of(app).names
        return
    entry = book(deployment, app)
    (row_id,) = psa.rows()
    psa.person_edits(paul["id"], row_id, "by a person")
    until(lambda: sent(psa, "time/updated") and settled(psa))
    deployment.pump.deliver()
    assert deployment.entry(PAUL, entry)["notes"] == "by a person"
    counted = kept(app)
    assert (counted.by_hook, counted.by_poll) == (1, 0)


def test_a_forged_message_is_refused_and_changes_nothing(deployment, app, psa, paul):
    deployment.pump.deliver()
    before = deployment.stored()
    psa.breaks("forge_webhook", times=1)
    until(lambda: sent(psa) and settled(psa))
    assert {attempt["status"] for one in sent(psa) for attempt in one["attempts"]} == {401}
    assert deployment.pump.deliver() == 0
    assert deployment.stored() == before


def test_a_hook_that_is_switched_off_is_switched_on_again_and_nothing_is_lost(
    deployment, app, psa, paul
):
    deployment.pump.deliver()
    entry = book(deployment, app)
    (row_id,) = psa.rows()
    switched_off = [("time", hook) for name, hook in registered(app) if name == "time"]
    switched_off = switched_off or [one for one in registered(app) if one[0] == "ticket"]
    for _name, hook in switched_off:
        psa.control("POST", "/set", {"what": "webhook", "id": hook, "active": False})
    psa.person_edits(paul["id"], row_id, "while nobody listened")
    deployment.runs("webhooks")
    deployment.pump.deliver()
    assert deployment.entry(PAUL, entry)["notes"] == "while nobody listened"
    assert connection_of(deployment, app)["webhooks"]["state"] == "listening"


def test_hooks_that_stay_silent_are_a_problem_of_the_connection(deployment, app, psa, paul):
    deployment.pump.deliver()
    if not hooks_of(app).tells_of_entries:
        return
    hook_bootstrap.hooks().found(ACCOUNT, PsaName(app), by_hook=17, by_poll=3)
    deployment.runs("webhooks")
    deployment.pump.deliver()
    assert connection_of(deployment, app)["webhooks"]["state"] == "silent"
    problems = deployment.ok(ADMIN, "GET", "/v1/problems")["items"]
    assert [one["problem"]["code"] for one in problems] == ["webhooks_silent"]
    hook_bootstrap.hooks().found(ACCOUNT, PsaName(app), by_hook=18, by_poll=2)
    deployment.runs("webhooks")
    deployment.pump.deliver()
    assert connection_of(deployment, app)["webhooks"]["state"] == "listening"
    assert deployment.ok(ADMIN, "GET", "/v1/problems")["items"] == []


def test_a_check_makes_the_hooks_of_a_connection_from_before_there_were_any(
    deployment, app, psa, paul
):
    deployment.pump.deliver()
    former = kept(app)
    hooks_of(app).remove(former.token)
    hook_bootstrap.hooks().forget(former)
    deployment.runs("webhooks")
    deployment.pump.deliver()
    assert hook_bootstrap.hooks().of(ACCOUNT, PsaName(app)) is None
    deployment.ok(ADMIN, "POST", f"/v1/connected-apps/{app}/connection/check")
    deployment.pump.deliver()
    assert kept(app).token != former.token
    assert [name for name, _ in registered(app)]
    a_ticket_closes(deployment, app)

    def answers():
        told = [one for one in sent(psa) if kept(app).token in one["url"]]
        return {attempt["status"] for one in told for attempt in one["attempts"]}

    until(answers)
    assert answers() == {202}


def test_an_uninstall_removes_our_hooks(deployment, app, psa, paul):
    deployment.pump.deliver()
    path = f"/v1/connected-apps/{app}/connection"
    hooks, token = hooks_of(app), kept(app).token
    answer = deployment.call(ADMIN, "DELETE", path)
    assert answer.json["webhooks"] == {"state": "none", "lastReceivedAt": None, "leftBehind": []}
    assert hooks.remove(token) == ()
    assert hook_bootstrap.hooks().owner(token) is None
    assert deployment.secrets() == {}


def test_an_uninstall_says_what_it_could_not_remove(deployment, app, psa, paul):
    deployment.pump.deliver()
    hooks, token = hooks_of(app), kept(app).token
    psa.breaks("down")
    answer = deployment.call(ADMIN, "DELETE", f"/v1/connected-apps/{app}/connection")
    psa.heals()
    assert answer.status == 202
    assert answer.json["webhooks"]["state"] == "left_behind"
    assert token[-6:] in answer.json["webhooks"]["leftBehind"][0]
    a_message = hook_event(f"/webhooks/{app}/{token}", b"{}", {})
    assert invoked(lambda_handler, a_message)["statusCode"] == 401
    hooks.remove(token)


def test_the_doorway_tells_strangers_nothing(deployment, app, paul):
    deployment.pump.deliver()
    token = kept(app).token
    for path, body, expected in (
        (f"/webhooks/{app}/{EVERY}", b"{}", 401),
        (f"/webhooks/{app}/short", b"{}", 401),
        (f"/webhooks/nobody/{token}", b"{}", 401),
        (f"/webhooks/{app}/{token}", b"{}", 401),
        (f"/webhooks/{app}/{token}", b"x" * (256 * 1024 + 1), 413),
    ):
        answer = invoked(lambda_handler, hook_event(path, body, {}))
        assert answer == {"statusCode": expected}
