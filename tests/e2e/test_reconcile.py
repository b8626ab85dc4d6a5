from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS


def lets_the_brake_off(stack, psa):
    """A reset of the PSA takes all rows at once, so the product believes nothing any more."""
    admin, path = stack.api(stack.info.tokens.admin), f"/v1/connected-apps/{psa.app}/brake"
    if admin.ok("GET", path)["on"]:
        admin.ok("POST", path, {"action": "apply"})


def test_a_row_that_is_deleted_in_the_psa_goes_from_memtime_and_its_neighbour_stays(
    stack, technician, psa
):
    lets_the_brake_off(stack, psa)
    gone, kept = technician.books(notes="To be deleted"), technician.books(notes="To stay")
    for entry_id in (gone, kept):
        technician.waits_until_synced(entry_id)
    feed = technician.feed()
    (row,) = psa.rows_of(gone)

    psa.person_deletes(row)

    def deleted():
        stack.info.run_schedule("reconcile")  # it also comes by itself, every few seconds
        return technician.sees(gone)["deletedAt"]

    wait_for("the delete", deleted, ARRIVES_SECONDS)
    told = feed.waits_for("the tombstone", lambda one: one["id"] == gone and one["deletedAt"])
    assert told["version"] == 2
    assert technician.sees(kept)["deletedAt"] is None
    assert len(psa.made_for(gone)) == 1
