"""The PSA's own id of a call is in the story of the entry, for whoever asks the PSA's support."""

import pytest

from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import PAUL


@pytest.mark.parametrize("app", ["connectwise"])
def test_the_story_names_the_calls_that_made_changed_and_removed_a_row(deployment, app):
    assert deployment.install(app).status == 201
    assert deployment.authenticate(PAUL, app).status == 200
    deployment.pump.deliver()
    work, path = deployment.a_ticket(PAUL, app), path_of(new_id())
    entry = deployment.ok(PAUL, "PUT", path, a_booking(work, "first"))
    deployment.pump.deliver()
    entry = deployment.ok(PAUL, "PUT", path, a_booking(work, "second"), if_match=entry["version"])
    deployment.pump.deliver()
    deployment.call(PAUL, "DELETE", path, if_match=entry["version"])
    deployment.pump.deliver()

    story = deployment.ok(PAUL, "GET", f"{path}/explain")
    ids = {event["what"]: event["psaRequestId"] for event in story["events"]}
    calls = [ids[what] for what in ("created", "updated", "deleted")]
    assert all(calls)
    assert len(set(calls)) == len(calls)
    assert ids["booked"] is None
    assert all("psaRequestId" not in event["detail"] for event in story["events"])
