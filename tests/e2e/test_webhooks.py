from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS


def webhooks_of(stack, app):
    apps = stack.api(stack.info.tokens.admin).ok("GET", "/v1/connected-apps")["items"]
    return next(one["connection"]["webhooks"] for one in apps if one["app"] == app)


def callouts_of(psa):
    items = psa.control("GET", "/webhooks")["items"]
    return [attempt["status"] for one in items for attempt in one["attempts"]]


def test_the_psa_tells_the_deployed_stack_of_changes(stack, psa):
    wait_for(
        "the hooks", lambda: webhooks_of(stack, psa.app)["state"] == "listening", ARRIVES_SECONDS
    )
    ticket = next(
        one["id"]
        for one in stack.api(stack.info.tokens.members[0].token).pages(
            "/v1/work-items", app=psa.app
        )
        if one["kind"] == "ticket" and one["bookable"]
    )
    number = int("".join(filter(str.isdigit, ticket)))
    for state in ("closed", "open"):
        psa.control("POST", "/set", {"what": "ticket", "id": number, "state": state})
    wait_for("a message that was believed", lambda: 202 in callouts_of(psa), ARRIVES_SECONDS)
    received = wait_for(
        "the note of it", lambda: webhooks_of(stack, psa.app)["lastReceivedAt"], ARRIVES_SECONDS
    )
    assert received


def test_a_forged_message_is_refused_by_the_deployed_stack(stack, psa):
    wait_for(
        "the hooks", lambda: webhooks_of(stack, psa.app)["state"] == "listening", ARRIVES_SECONDS
    )
    psa.control("POST", "/faults", {"mode": "forge_webhook", "times": 1})
    wait_for("the refusal", lambda: 401 in callouts_of(psa), ARRIVES_SECONDS)
