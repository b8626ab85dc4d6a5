import pytest


@pytest.fixture
def secrets(stack):
    """Every stored secret with its content."""
    client = stack.info.aws_client("secretsmanager")

    def stored():
        names = [one["Name"] for one in client.list_secrets()["SecretList"]]
        return {name: client.get_secret_value(SecretId=name)["SecretString"] for name in names}

    return stored


@pytest.fixture
def path(psa):
    return f"/v1/connected-apps/{psa.app}/connection"


def test_wrong_credentials_are_refused_with_the_reason_and_not_stored(
    technician, admin, psa, path, secrets
):
    before, connection = secrets(), _without_pulls(technician)
    wrong = psa.simulator.credentials | {psa.case.secret_field: "wrong-canary-7391"}
    answer = admin.call("PUT", path, {"credentials": wrong})

    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["code"] == "credentials_refused"
    (failed,) = (one for one in problem["checks"] if one["status"] == "fail")
    assert failed["message"]
    assert failed["fix"]
    assert "wrong-canary-7391" not in answer.text
    assert secrets() == before
    assert _without_pulls(technician) == connection
    technician.waits_until_synced(technician.books())


def test_an_incomplete_form_names_the_fields(admin, psa, path, secrets):
    before = secrets()
    fields = psa.simulator.credentials | {"colour": "red"}
    del fields[psa.case.secret_field]
    answer = admin.call("PUT", path, {"credentials": fields})
    assert answer.status_code == 422
    assert {(one["field"], one["code"]) for one in answer.json()["errors"]} == {
        ("credentials.colour", "unknown_field"),
        (f"credentials.{psa.case.secret_field}", "missing_field"),
    }
    assert secrets() == before


def test_a_psa_that_does_not_answer_connects_nothing(admin, psa, path, secrets):
    before = secrets()
    psa.breaks("down")
    answer = admin.call("PUT", path, {"credentials": psa.simulator.credentials})
    assert (answer.status_code, answer.json()["code"]) == (503, "psa_unreachable")
    assert answer.headers["Retry-After"]
    assert secrets() == before


def test_a_psa_of_another_account_cannot_be_connected_twice(stranger, psa, path, secrets):
    before = secrets()
    answer = stranger.call("PUT", path, {"credentials": psa.simulator.credentials})
    assert (answer.status_code, answer.json()["code"]) == (409, "psa_already_connected")
    assert secrets() == before
    apps = stranger.ok("GET", "/v1/connected-apps")["items"]
    assert not any(one["installed"] for one in apps)


def test_connecting_again_keeps_everything(technician, colleague, admin, psa, path):
    entry_id = technician.books()
    entry = technician.waits_until_synced(entry_id)
    user, items = technician.connected_app()["psaUser"], technician.work_items()

    answer = admin.call("PUT", path, {"credentials": psa.simulator.credentials})
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "active"

    assert technician.sees(entry_id) == entry
    assert technician.connected_app()["psaUser"] == user
    assert [one["id"] for one in technician.work_items()] == [one["id"] for one in items]
    assert colleague.connected_app()["authenticated"]
    technician.waits_until_synced(technician.books())


def test_a_new_key_releases_what_waited_for_it(technician, admin, psa, path):
    item = technician.a_ticket()
    psa.breaks("status", params={"status": 401, "body": {"message": "Invalid credentials"}})
    entry_id = technician.books(workItemId=item)
    entry = technician.waits_for_state(entry_id, "waiting")
    assert entry["problem"]["code"] == "credentials_refused"
    assert entry["problem"]["who"] == "msp_admin"
    assert technician.connected_app()["connection"]["status"] == "auth_failed"
    psa.heals()

    admin.ok("PUT", path, {"credentials": psa.simulator.credentials})
    technician.waits_until_synced(entry_id)
    assert len(psa.made_for(entry_id)) == 1
    assert technician.connected_app()["connection"]["status"] == "active"


def test_secrets_stand_in_no_answer_and_no_log(stack, technician, admin, psa, path):
    secret = psa.simulator.credentials[psa.case.secret_field]
    token = stack.info.tokens.members[0].token
    technician.waits_until_synced(technician.books(notes="Canary-of-the-notes"))
    answers = [
        admin.call("PUT", path, {"credentials": psa.simulator.credentials}),
        admin.call("GET", "/v1/connected-apps"),
        admin.call("GET", f"/v1/connected-apps/{psa.app}/form"),
        technician.api.call("GET", "/v1/connected-apps"),
    ]
    shown = answers[0].json()["credentials"][psa.case.secret_field]
    assert shown == "••••" + secret[-4:]
    for answer in answers:
        assert answer.ok
        assert secret not in answer.text

    # What the functions logged, from the source, since the files follow a moment later.
    texts = {"the functions": "\n".join(_logged(stack.info.aws_client("logs")))}
    texts |= {
        path.name: path.read_text(errors="replace") for path in stack.state.logs.glob("*.log")
    }
    assert texts["the functions"]
    assert len(texts) > 1
    for where, text in texts.items():
        for canary in (secret, token, "Canary-of-the-notes"):
            assert canary not in text, f"{canary} stands in {where}"


def _without_pulls(technician):
    """The connection as it is shown, but for the pulls that go on meanwhile."""
    shown = technician.connected_app()["connection"]
    return {name: value for name, value in shown.items() if name != "lastPullAt"}


def _logged(logs):
    for groups in logs.get_paginator("describe_log_groups").paginate():
        for group in groups["logGroups"]:
            pages = logs.get_paginator("filter_log_events").paginate(
                logGroupName=group["logGroupName"]
            )
            yield from (event["message"] for page in pages for event in page["events"])
