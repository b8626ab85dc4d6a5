from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote
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


class AdminsFeed:
    """The account's changes, read in small pages; keeps the latest word about each entry."""

    def __init__(self, api):
        self._api = api
        self._cursor = ""
        self.told = {}
        while self.reads(500):
            continue

    def reads(self, limit=7):
        query = f"limit={limit}" + (f"&cursor={quote(self._cursor)}" if self._cursor else "")
        page = self._api.ok("GET", f"/v1/changes?{query}")
        self._cursor = page["nextCursor"]
        for one in (one for one in page["items"] if one["kind"] == "time_entry"):
            former = self.told.get(one["id"], {"version": 0})
            assert one["version"] >= former["version"]
            self.told[one["id"]] = one
        return page["hasMore"]

    def knows(self, entry_id, notes, deleted):
        one = self.told.get(entry_id)
        return one and (one["entry"]["notes"], one["deleted"]) == (notes, deleted)


def test_an_admin_with_small_pages_misses_no_edit_and_no_delete_of_several_people(
    stack, technician, colleague
):
    feed, last = AdminsFeed(stack.api(stack.info.tokens.admin)), {}

    def works(person):
        ticket = person.a_ticket()
        for number in range(ENTRIES):
            entry_id = person.books(workItemId=ticket)
            person.changes(entry_id, notes=f"Edited {number}")
            if number % 3 == 0:
                person.deletes(entry_id)
            last[entry_id] = (f"Edited {number}", number % 3 == 0)

    def knows_all():
        while feed.reads():
            continue
        return all(feed.knows(entry_id, *words) for entry_id, words in last.items())

    with ThreadPoolExecutor(2) as pool:
        working = [pool.submit(works, person) for person in (technician, colleague)]
        while not all(one.done() for one in working):
            feed.reads()
        for one in working:
            one.result()
    assert len(last) == 2 * ENTRIES
    wait_for("every edit and delete in the change feed", knows_all, ARRIVES_SECONDS)
