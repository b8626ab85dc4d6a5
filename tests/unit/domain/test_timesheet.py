from dataclasses import astuple, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from psa_sync.domain.content import Billable
from psa_sync.domain.entry import Missing
from psa_sync.domain.problem import PROBLEMS
from psa_sync.domain.timesheet import Sides, as_known, timesheet
from psa_sync.domain.timesheet_causes import ADDED, CAUSES, CHANGED, DELETED, kind_of
from tests.builders import NOW, a_base, a_content, a_problem, a_row, a_synced_entry, an_entry, an_id
from tests.unit.domain.stories import ASK, PSA_WINS, changed_here, clashing, deleted, locked

TUESDAY = date(2025, 3, 4)


def sheet(*entries, policy=PSA_WINS, first=TUESDAY, last=TUESDAY):
    sides = [one if isinstance(one, Sides) else as_known(one) for one in entries]
    return timesheet(sides, first, last, policy=policy, time_zone="America/New_York", now=NOW)


def difference(*entries, policy=PSA_WINS):
    found = sheet(*entries, policy=policy)
    ((one,), unexplained) = (found.days[0].differences, found.unexplained_seconds)
    return (one.seconds, one.cause, unexplained)


def test_both_sides_of_a_day_are_summed_up():
    other = a_synced_entry(id=an_id(2), local=a_content(billable=Billable.DO_NOT_BILL))
    (day,) = sheet(a_synced_entry(), other).days
    assert (day.memtime_seconds, day.psa_seconds, day.billable_seconds) == (10800, 10800, 5400)
    assert day.differences == []


@pytest.mark.parametrize(
    ("entry", "seconds", "cause"),
    [
        (an_entry(), 5400, "queued"),
        (an_entry(draft=True), 5400, "draft"),
        (an_entry(problem=a_problem()), 5400, "work_item_closed"),
        (an_entry(problem=a_problem(code="psa_unreachable")), 5400, "psa_unreachable"),
        (deleted(), -5400, "queued"),
        (replace(locked(deleted()), problem=a_problem(code="entry_locked")), -5400, "entry_locked"),
        (changed_here(end=NOW), 5400, "queued"),
    ],
)
def test_every_second_that_differs_has_a_cause(entry, seconds, cause):
    assert difference(entry) == (seconds, cause, 0)


@pytest.mark.parametrize(
    ("decided", "seconds"), [(Billable.BILLABLE, 5400), (Billable.DO_NOT_BILL, 0)]
)
def test_what_was_left_to_the_psa_is_billable_as_the_psa_decided(decided, seconds):
    local = a_content(billable=Billable.DEFAULT)
    row = a_row(content=replace(local, billable=decided))
    (day,) = sheet(a_synced_entry(local=local, remote=row)).days
    assert day.billable_seconds == seconds
    (unsent,) = sheet(an_entry(local=local)).days
    assert unsent.billable_seconds == 5400


def test_an_open_conflict_is_a_cause():
    asked = replace(clashing(), problem=a_problem(code="entry_conflict"))
    longer = replace(asked, local=replace(asked.local, end=NOW))
    assert difference(longer, policy=ASK) == (5400, "entry_conflict", 0)


def test_hundredths_of_hours_are_rounding():
    local = a_content(end=a_content().start + timedelta(minutes=20))
    entry = a_synced_entry(local=local, remote=a_row(content=local), base=a_base(local))
    assert difference(entry) == (12, "rounding", 0)


def test_hours_stored_differently_are_named():
    row = a_row(hours=Decimal(2))
    for code in ("psa_stored_differently", "duplicate_row", "notes_too_long"):
        told = a_synced_entry(remote=row, problem=a_problem(code=code))
        assert difference(told) == (-1800, "psa_stored_differently", 0)
    billed_up = a_synced_entry(remote=row)
    assert difference(billed_up) == (-1800, "psa_stored_differently", 0)


@pytest.mark.parametrize(("minutes", "hours"), [(91, "1.6"), (91, "1.75"), (89, "1.5"), (91, "2")])
def test_hours_that_the_psa_rounded_are_rounding(minutes, hours):
    local = a_content(end=a_content().start + timedelta(minutes=minutes))
    row = a_row(content=local, hours=Decimal(hours))
    receipt = a_problem(code="psa_stored_differently")
    entry = a_synced_entry(local=local, remote=row, base=a_base(local), problem=receipt)
    assert difference(entry) == (minutes * 60 - int(Decimal(hours) * 3600), "rounding", 0)


def test_what_waits_does_not_hide_why_hours_differ():
    local = a_content(end=a_content().start + timedelta(minutes=20))
    entry = a_synced_entry(local=local, remote=a_row(content=local), base=a_base(local))
    renamed = replace(entry, local=replace(local, notes="Other words"))
    assert difference(renamed) == (12, "rounding", 0)
    refused = replace(renamed, problem=a_problem(code="notes_too_long"))
    assert difference(refused) == (12, "rounding", 0)


def test_a_receipt_of_before_does_not_hide_that_an_edit_is_on_its_way():
    waiting = changed_here(end=NOW)
    told = replace(waiting, problem=a_problem(code="psa_stored_differently"))
    assert difference(told) == (5400, "queued", 0)


def test_a_row_that_a_look_did_not_find_is_not_counted():
    entry = a_synced_entry(missing=Missing(first_seen=NOW, last_seen=NOW))
    assert difference(entry) == (5400, DELETED, 0)
    kept = a_problem(code="psa_row_deleted")
    proven = Missing(first_seen=NOW, last_seen=NOW, looks=2, declared_at=NOW)
    assert difference(replace(entry, missing=proven, problem=kept)) == (5400, "psa_row_deleted", 0)


def test_an_entry_that_was_moved_and_waits_is_not_the_psas_doing():
    moved = changed_here(start=NOW + timedelta(days=1), end=NOW + timedelta(days=1, hours=1))
    found = sheet(moved, last=date(2025, 3, 5))
    causes = [(one.seconds, one.cause) for one in found.differences]
    assert causes == [(-5400, "queued"), (3600, "queued")]


def test_what_happened_since_the_last_look_has_a_line_of_its_own():
    longer = changed_here(end=NOW)
    there = a_row(hours=Decimal(1))
    sides = Sides(entry=longer, known=longer.remote, there=there, since_then=CHANGED)
    (day,) = sheet(sides).days
    assert (day.memtime_seconds, day.psa_seconds) == (10800, 3600)
    assert [(one.seconds, one.cause) for one in day.differences] == [
        (5400, "queued"),
        (1800, CHANGED),
    ]


def test_sides_that_came_to_agree_differ_in_nothing():
    longer = changed_here(end=NOW)
    there = a_row(content=longer.local)
    sides = Sides(entry=longer, known=longer.remote, there=there, since_then=CHANGED)
    (day,) = sheet(sides).days
    assert (day.memtime_seconds, day.psa_seconds, day.differences) == (10800, 10800, [])


def test_a_row_without_an_entry_counts_for_the_psa():
    sides = Sides(entry=None, known=None, there=a_row(), since_then=ADDED)
    (day,) = sheet(sides).days
    assert (day.memtime_seconds, day.psa_seconds, day.billable_seconds) == (0, 5400, 0)
    assert [astuple(one) for one in day.differences] == [
        (None, "90341", -5400, ADDED, "Router swap")
    ]


def test_every_cause_has_its_words():
    assert all(kind.message and kind.fix for kind in CAUSES.values())
    assert kind_of("entry_locked").message.startswith("The PSA has locked")
    assert not CAUSES.keys() & PROBLEMS.keys()


def test_what_nothing_explains_is_counted():
    longer = a_content(end=NOW)
    entry = a_synced_entry(local=longer, base=a_base(longer, a_content()))
    assert difference(entry) == (5400, "unexplained", 5400)


def test_the_psa_may_count_an_entry_on_another_day():
    entry = a_synced_entry(remote=a_row(work_date=date(2025, 3, 5)))
    found = sheet(entry, last=date(2025, 3, 5))
    assert [[astuple(one) for one in day.differences] for day in found.days] == [
        [(an_id(), "90341", 5400, "other_day", "Router swap")],
        [(an_id(), "90341", -5400, "other_day", "Router swap")],
    ]
    assert found.unexplained_seconds == 0


def test_a_day_is_the_persons_day():
    late = a_content(start=NOW + timedelta(hours=16), end=NOW + timedelta(hours=17))
    (day,) = sheet(an_entry(local=late)).days
    assert day.memtime_seconds == 3600


def test_other_days_and_gone_entries_add_nothing():
    gone = an_entry(deleted_at=NOW)
    (day,) = sheet(gone, a_synced_entry(), first=date(2025, 3, 3), last=date(2025, 3, 3)).days
    assert (day.memtime_seconds, day.psa_seconds, day.differences) == (0, 0, [])
