"""Keys, tokens and notes stand in no answer and no log."""

from botocore.exceptions import ClientError

from local.api_client import wait_for
from tests.e2e.connected_app import ConnectedApp

NOTES = "Canary-of-the-notes"
READ_SECONDS = 30


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
    logs = stack.info.aws_client("logs")
    texts = {"the functions": "\n".join(wait_for("the log", lambda: _logged(logs), READ_SECONDS))}
    texts |= {
        path.name: path.read_text(errors="replace") for path in stack.state.logs.glob("*.log")
    }
    assert len(texts) > 1
    for where, text in texts.items():
        for canary in (app.secret, stack.info.tokens.members[0].token, NOTES):
            assert canary not in text, f"{canary} stands in {where}"


def _logged(logs):
    """All that the functions logged; nothing where a function began to while the log was read.

    The emulator then fails the whole list, with "dictionary changed size during iteration".
    """
    try:
        groups = _all(logs, "describe_log_groups", "logGroups")
        return [
            event["message"]
            for group in groups
            for event in _all(
                logs, "filter_log_events", "events", logGroupName=group["logGroupName"]
            )
        ]
    except ClientError as error:
        if error.response["Error"]["Code"] != "InternalError":
            raise
        return []


def _all(logs, listing, items, **what):
    return [one for page in logs.get_paginator(listing).paginate(**what) for one in page[items]]
