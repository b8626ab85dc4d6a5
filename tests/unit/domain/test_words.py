from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.content import Billable, Group, group_hashes, take_groups
from psa_sync.domain.feed_stamp import stamp_at
from psa_sync.domain.hours import hours_of, seconds_of
from psa_sync.domain.marker import find_marker, mark, unmark
from psa_sync.domain.problem import PROBLEMS, Who
from tests.builders import (
    NOW,
    a_content,
    a_marker,
    a_problem,
    a_row,
    a_synced_entry,
    a_work_item,
    an_entry,
)


def test_worked_time_is_the_span_less_the_break():
    content = a_content(start=NOW, end=NOW + timedelta(hours=2), break_seconds=1800)
    assert content.duration_seconds == 5400


@pytest.mark.parametrize(
    ("seconds", "hours"),
    [
        (0, "0.00"),
        (17, "0.00"),
        (18, "0.01"),
        (53, "0.01"),
        (54, "0.02"),
        (1200, "0.33"),
        (2400, "0.67"),
        (5400, "1.50"),
        (86399, "24.00"),
    ],
)
def test_hours_are_rounded_half_up_and_once(seconds, hours):
    assert hours_of(seconds) == Decimal(hours)
    assert str(hours_of(seconds)) == hours


def test_a_psa_may_keep_finer_hours():
    assert str(hours_of(1200, Decimal("0.0001"))) == "0.3333"


def test_hours_of_a_psa_are_the_nearest_second():
    assert seconds_of(Decimal("0.33")) == 1188
    assert seconds_of(Decimal("0.3333")) == 1200
    assert seconds_of(Decimal("0.00013888")) == 0
    assert seconds_of(Decimal("0.00013889")) == 1


@pytest.mark.parametrize(
    ("group", "changes"),
    [
        (Group.TIME, {"start": NOW}),
        (Group.TIME, {"end": NOW}),
        (Group.TIME, {"break_seconds": 1}),
        (Group.TARGET, {"work_item_id": "connectwise:ticket:2"}),
        (Group.TARGET, {"work_type_id": None}),
        (Group.TARGET, {"work_role_id": "8"}),
        (Group.BILLABLE, {"billable": Billable.NO_CHARGE}),
        (Group.NOTES, {"notes": ""}),
        (Group.NOTES, {"internal_notes": "x"}),
    ],
)
def test_each_field_belongs_to_one_group(group, changes):
    before, after = a_content(), a_content(**changes)
    assert group_hashes(before).differing(group_hashes(after)) == {group}
    assert take_groups(before, after, frozenset({group})) == after


def test_the_zone_of_a_clock_is_no_difference_of_time():
    berlin = timezone(timedelta(hours=1))
    shifted = a_content(start=a_content().start.astimezone(berlin))
    assert group_hashes(shifted) == group_hashes(a_content(time_zone="Europe/Berlin"))


def test_fingerprints_are_the_same_on_every_machine_and_release():
    assert group_hashes(a_content()).notes == "7db9240f6eb85815cf99"


@pytest.mark.parametrize(
    "changes",
    [
        {"person_id": "9"},
        {"content": a_content(notes="x")},
        {"hours": Decimal(2)},
        {"work_date": date(2025, 3, 5)},
        {"status": "Billed"},
        {"timesheet": None},
        {"locked": True},
        {"times_known": False},
    ],
)
def test_a_row_changes_when_anything_that_matters_changes(changes):
    assert replace(a_row(), **changes).fingerprint() != a_row().fingerprint()


def test_a_touch_is_not_a_change():
    touched = a_row(hours=Decimal("1.5000"), last_updated="later")
    assert touched.fingerprint() == a_row().fingerprint()


def test_an_entry_knows_its_times_unless_its_row_has_hours_only():
    assert an_entry().times_known
    assert a_synced_entry().times_known
    assert not a_synced_entry(remote=a_row(times_known=False)).times_known


def test_the_marker_is_the_last_word_of_the_notes():
    assert str(a_marker()) == "MT-JVKAAAAAAAAAAAAAAAAAAAAAAE-1"
    assert mark("call back", a_marker()) == f"call back {a_marker()}"
    assert mark("", a_marker()) == str(a_marker())


def test_marking_again_replaces_the_marker():
    marked = mark("call back", a_marker(generation=1))
    assert mark(marked, a_marker(generation=2)) == f"call back {a_marker(generation=2)}"


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ("call back {}, at ten", "call back, at ten"),
        ("call back {}and more", "call backand more"),
        ("call back{}", "call back"),
        ("{}\nsecond line", "\nsecond line"),
    ],
)
def test_a_marker_is_found_and_hidden_whatever_people_type_around_it(stored, seen):
    notes = stored.format(a_marker())
    assert (find_marker(notes), unmark(notes)) == (a_marker(), seen)


def test_what_is_left_of_a_marker_in_notes_that_were_cut_is_hidden_but_proves_nothing():
    whole = mark("call back", a_marker())
    for cut in range(len("call back MT-JVKAAAAAAAAA"), len(whole) - 1):
        assert (find_marker(whole[:cut]), unmark(whole[:cut])) == (None, "call back")
    for notes in ("see MT-2041", "MT-AAAAAAAAAAAAA was the ticket", "MT-"):
        assert unmark(notes) == notes


def test_blanks_in_front_of_a_marker_go_with_it_and_others_stay():
    blanks = " \n" * 16_000
    assert unmark(f"call back{blanks}{a_marker()}{blanks}") == "call back"
    assert unmark(f"call{blanks}back {a_marker()}") == f"call{blanks}back"


def test_the_last_marker_counts():
    notes = f"copied {a_marker(1)} then {a_marker(2)}"
    assert find_marker(notes) == a_marker(2)
    assert unmark(notes) == "copied then"


@pytest.mark.parametrize(
    "notes",
    [
        "",
        "MT-1",
        "MT-jvkaaaaaaaaaaaaaaaaaaaaaae-1",
        "XMT-JVKAAAAAAAAAAAAAAAAAAAAAAE-1",
        "MT-JVKAAAAAAAAAAAAAAAAAAAAAAE-0",
        "MT-JVKAAAAAAAAAAAAAAAAAAAAAAE-1234567",
    ],
)
def test_other_words_are_no_marker(notes):
    assert find_marker(notes) is None
    assert unmark(notes) == notes


def test_every_problem_says_what_to_do_and_who_can():
    for kind in PROBLEMS.values():
        assert kind.message.endswith(".")
        assert kind.fix.endswith(".")
        assert kind.where
        assert kind.who in Who


def test_a_problem_speaks_with_the_psas_own_words_where_there_are_any():
    assert a_problem(detail="").message == PROBLEMS["work_item_closed"].message
    assert a_problem(detail="No.").message.endswith("(No.)")
    assert a_problem(code="never heard of").kind is PROBLEMS["psa_refused"]


def test_a_refused_key_stops_the_connection_and_a_silent_psa_does_not():
    sending = {status for status in ConnectionStatus if status.sends}
    assert {status.value for status in sending} == {"active", "rate_limited", "psa_down"}


def test_stamps_sort_like_time():
    instants = [datetime(1970, 1, 1, tzinfo=UTC), NOW, NOW + timedelta(microseconds=1)]
    stamps = [stamp_at(instant) for instant in instants]
    assert stamps == sorted(stamps)
    assert {len(stamp) for stamp in stamps} == {16}


def test_a_work_item_is_shown_with_the_way_to_it():
    assert a_work_item().display_name == "Contoso / Help desk / Printer on fire"
