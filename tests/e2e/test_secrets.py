"""Keys, tokens and notes stand in no answer and no log."""

from tests.e2e.connected_app import ConnectedApp

NOTES = "Canary-of-the-notes"


def test_secrets_stand_in_no_answer_and_no_log(stack, technician, admin, psa):
    app = ConnectedApp(admin, psa)
    technician.waits_until_synced(technician.books(notes=NOTES))
    answers = [
        app.submits(),
        admin.call("GET", "/v1/connected-apps"),
        admin.call("GET", f"{app.path}/form"),
        technician.api.call("GET", "/v1/connected-apps"),
    ]
    for answer in answers:
        assert answer.ok
        assert app.secret not in answer.text

    # What the functions logged, from the source, since the files follow a moment later.
    texts = {"the functions": "\n".join(_logged(stack.info.aws_client("logs")))}
    texts |= {
        path.name: path.read_text(errors="replace") for path in stack.state.logs.glob("*.log")
    }
    assert texts["the functions"]
    assert len(texts) > 1
    for where, text in texts.items():
        for canary in (app.secret, stack.info.tokens.members[0].token, NOTES):
            assert canary not in text, f"{canary} stands in {where}"


def _logged(logs):
    for groups in logs.get_paginator("describe_log_groups").paginate():
        for group in groups["logGroups"]:
            pages = logs.get_paginator("filter_log_events").paginate(
                logGroupName=group["logGroupName"]
            )
            yield from (event["message"] for page in pages for event in page["events"])
