from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from local.api_client import wait_for
from tests.e2e.simulated_psa import ARRIVES_SECONDS

WRITERS = 4
ENTRIES = 10


def test_the_cursor_misses_nothing_under_concurrent_writers(stack, technician):
    item = technician.a_ticket()
    member = stack.info.tokens.members[0]
    bookings = {
        str(uuid4()): technician.a_booking(workItemId=item) for _ in range(WRITERS * ENTRIES)
    }
    feed = technician.feed()
    versions: dict[str, list[int]] = {}

    def writes(entry_ids):
        api = stack.api(member.token)
        for entry_id in entry_ids:
            api.ok("PUT", f"/v1/time-entries/{entry_id}", bookings[entry_id])

    def reads():
        for change in feed.reads_on():
            versions.setdefault(change["id"], []).append(change["version"])
        return bookings.keys() <= versions.keys()

    shares = [list(bookings)[number::WRITERS] for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        written = [pool.submit(writes, share) for share in shares]
        wait_for("every entry in the change feed", reads, ARRIVES_SECONDS)
        for one in written:
            one.result()

    assert all(seen == sorted(seen) for seen in versions.values())
    for entry_id in bookings:
        technician.waits_until_synced(entry_id)
