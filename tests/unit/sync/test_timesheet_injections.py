from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from psa_sync.domain.hours import seconds_of
from psa_sync.sync.read_timesheet import read_timesheet
from tests.builders import ACCOUNT, CONNECTWISE, NOW, USER, a_content, an_id
from tests.fakes.psa_faults import commits_then_silent, drops_then_silent, not_sent, refuses

FIRST, LAST = date(2025, 3, 2), date(2025, 3, 4)
QUARTER = timedelta(minutes=15)


def times(number):
    """A place of its own for each entry, on one of the days before yesterday's noon."""
    start = NOW - timedelta(hours=4 + number * 2)
    return {"start": start, "end": start + timedelta(minutes=90)}


def booked(scene, number, *faults):
    scene.books(number, **times(number))
    scene.psa.fail("create", *faults)
    scene.push(number)


def row_of(scene, number):
    return scene.entry(number).psa_id


def all_is_well(scene, number):
    booked(scene, number)
    return ()


def changed_there(scene, number):
    booked(scene, number)
    scene.psa.person_edits(row_of(scene, number), end=times(number)["end"] + QUARTER)
    return ("changed_in_psa",)


def deleted_there(scene, number):
    booked(scene, number)
    scene.psa.person_deletes(row_of(scene, number))
    return ("deleted_in_psa",)


def added_there(scene, number):
    scene.psa.person_books(scene.paul, a_content(**times(number)))
    return ("added_in_psa",)


def counted_otherwise(scene, number):
    booked(scene, number)
    scene.psa.sets(row_of(scene, number), hours=Decimal(2))
    return ("changed_in_psa",)


def changed_here(scene, number):
    booked(scene, number)
    scene.edits(number, end=times(number)["end"] + QUARTER)
    return ("queued",)


def deleted_here(scene, number):
    booked(scene, number)
    scene.deletes(number)
    return ("queued",)


def changed_on_both_sides(scene, number):
    booked(scene, number)
    scene.edits(number, end=times(number)["end"] + QUARTER)
    scene.psa.person_edits(row_of(scene, number), end=times(number)["end"] - QUARTER)
    return ("queued", "changed_in_psa")


def changed_alike_on_both_sides(scene, number):
    booked(scene, number)
    scene.edits(number, end=times(number)["end"] + QUARTER)
    scene.psa.person_edits(row_of(scene, number), end=times(number)["end"] + QUARTER)
    return ()


def not_sent_yet(scene, number):
    scene.books(number, **times(number))
    return ("queued",)


def parked(scene, number):
    booked(scene, number, not_sent())
    return ("psa_unreachable",)


def refused(scene, number):
    booked(scene, number, refuses())
    return ("work_item_closed",)


def lost_in_doubt(scene, number):
    booked(scene, number, drops_then_silent())
    return ("psa_outcome_unknown",)


def arrived_in_doubt(scene, number):
    booked(scene, number, commits_then_silent())
    return ()


def locked_there_and_changed_here(scene, number):
    booked(scene, number)
    scene.psa.sets(row_of(scene, number), locked=True, status="Approved")
    scene.edits(number, end=times(number)["end"] + QUARTER)
    scene.push(number)
    return ("entry_locked",)


def an_odd_number_of_seconds(scene, number):
    booked(scene, number)
    scene.edits(number, end=times(number)["start"] + timedelta(minutes=20))
    scene.push(number)
    return ("rounding",)


INJECTIONS = [
    all_is_well, changed_there, deleted_there, added_there, counted_otherwise, changed_here,
    deleted_here, changed_on_both_sides, changed_alike_on_both_sides, not_sent_yet, parked,
    refused, lost_in_doubt, arrived_in_doubt, locked_there_and_changed_here,
    an_odd_number_of_seconds,
]  # fmt: skip


def told(scene):
    """The causes by entry, once it is sure that sums and truth agree."""
    sheet = read_timesheet(ACCOUNT, USER, CONNECTWISE, FIRST, LAST, effects=scene.effects).sheet
    there: defaultdict[date, int] = defaultdict(int)
    for row in scene.psa.rows():
        there[row.work_date] += seconds_of(row.hours)
    for day in sheet.days:
        assert day.psa_seconds == there[day.date]
        apart = day.memtime_seconds - day.psa_seconds
        assert sum(one.seconds for one in day.differences) == apart
    assert sheet.unexplained_seconds == 0
    return Counter((one.entry_id, one.cause) for one in sheet.differences)


@pytest.mark.parametrize("injection", INJECTIONS, ids=lambda one: one.__name__)
def test_each_injection_alone_has_its_cause(scene, injection):
    causes = injection(scene, 1)
    owner = None if injection is added_there else an_id(1)
    assert told(scene) == Counter((owner, cause) for cause in causes)


@pytest.mark.parametrize("day", range(60))
def test_any_mixture_of_injections_has_each_its_cause(scene, randomness, day):
    expected: Counter[tuple[str | None, str]] = Counter()
    for number in range(1, randomness.randint(2, 18)):
        injection = randomness.choice(INJECTIONS)
        owner = None if injection is added_there else an_id(number)
        expected.update((owner, cause) for cause in injection(scene, number))
    assert told(scene) == expected
