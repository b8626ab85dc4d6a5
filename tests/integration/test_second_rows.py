"""A create that both simulated PSAs commit long after everybody has given it up."""

from tests.integration.bookings import a_booking, new_id, path_of
from tests.integration.deployment import PAUL


def doubled(deployment, app, psa):
    """An entry with two rows in the PSA; gives its id."""
    psa.breaks("commit_late", psa.case.create_call, times=1, params={"seconds": 4})
    booking = a_booking(deployment.a_ticket(PAUL, app), "Router swap")
    deployment.ok(PAUL, "PUT", path_of(entry_id := new_id()), booking)
    deployment.until(lambda: deployment.entry(PAUL, entry_id)["syncState"] == "synced")
    deployment.until(lambda: len(psa.rows()) == 2)
    return entry_id


def test_the_second_row_is_removed_by_the_next_poll(deployment, app, psa, paul):
    entry_id = doubled(deployment, app, psa)
    kept = deployment.entry(PAUL, entry_id)
    deployment.pulls()
    assert list(psa.rows()) == [kept["remote"]["id"]]
    entry = deployment.entry(PAUL, entry_id)
    assert (entry["syncState"], entry["problem"]) == ("synced", None)
    story = deployment.ok(PAUL, "GET", f"{path_of(entry_id)}/explain")
    words = [event["what"] for event in story["events"]]
    assert words[-2:] == ["duplicate_found", "duplicate_removed"]


def test_a_second_row_that_a_person_edited_is_shown_and_stays(deployment, app, psa, paul):
    entry_id = doubled(deployment, app, psa)
    own = deployment.entry(PAUL, entry_id)["remote"]["id"]
    (second,) = set(psa.rows()) - {own}
    psa.person_edits(paul["id"], second, "the one I mean")
    deployment.pulls()
    assert set(psa.rows()) == {own, second}
    entry = deployment.entry(PAUL, entry_id)
    assert entry["syncState"] == "synced"
    assert entry["problem"]["code"] == "duplicate_row"
    assert f"row {second} of " in entry["problem"]["message"]
    assert f"beside row {own}" in entry["problem"]["message"]
    assert entry["problem"]["who"] == "technician"
