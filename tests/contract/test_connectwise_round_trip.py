"""What comes back from ConnectWise is what was sent, or exactly what the tenant made of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import GROUP_FIELDS, Billable, Content, Group
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.errors import RejectedError
from psa_sync.domain.marker import Marker
from psa_sync.domain.work_item import Options, WorkItem, WorkItemKind
from tests.builders import NOW
from tests.contract.bookings import drafted
from tests.contract.cases.connectwise import CASE
from tests.contract.connectors import Bench, bench_of, every_page

PEOPLE = ("PPierce", "MKeller", "AHassan")
QUIRKS = (
    "hours_deduct_ignored_on_create",
    "long_notes_refused",
    "notes_lose_newlines",
    "patch_needs_custom_fields",
    "seconds_cut_off",
    "time_start_days_only",
    "time_zones_are_labels",
    "unknown_patch_path_silent",
    "windows_time_zones",
    "work_type_shapes_billed_hours",
)
REFUSED_RIGHTLY = {"work_role_invalid", "period_closed", "entry_locked", "notes_too_long"}
LONGEST = 32_000
"""Characters that Memtime takes."""

HUNDREDTH_OF_AN_HOUR = 36
"""The break is kept in hours of two places; the hours themselves are exact."""


class Tenant:
    """A simulated tenant, and what each person may book on there."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        people = [bench.connector.find_person(name) for name in PEOPLE]
        self.people = {person.user_name: person for person in people}
        self.items = {person.user_name: bookable(bench, person) for person in people}
        self.options = {one.user_name: bench.connector.options(one) for one in people}

    def behaves(self, quirks: frozenset[str]) -> None:
        self.bench.control("POST", "/reset")
        for quirk in quirks:
            self.bench.sets(what="quirk", name=quirk, on=True)


def bookable(bench: Bench, person: PsaUser) -> list[str]:
    """A few of each kind: service tickets, project tickets, charge codes."""
    kinds: dict[str, list[str]] = {}
    for item in bench.work_items(person):
        if item.bookable and item.kind in {WorkItemKind.TICKET, WorkItemKind.CHARGE_CODE}:
            kinds.setdefault(kind_of(item), []).append(item.id)
    return [item_id for ids in kinds.values() for item_id in ids[:3]]


def kind_of(item: WorkItem) -> str:
    return item.id.split(":")[1]


@pytest.fixture(scope="module")
def tenant() -> Iterator[Tenant]:
    with bench_of(replace(CASE, create_app=CASE.create_small_app), NOW) as bench:
        yield Tenant(bench)


def long(text: str) -> str:
    return (text * LONGEST)[:LONGEST]


texts = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=200),
    st.lists(st.text(st.characters(codec="ascii"), max_size=20), max_size=5).map("\n".join),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=9).map(long),
)


@st.composite
def contents(draw: st.DrawFn, items: list[str], options: Options, zone: str) -> Content:
    start = NOW - timedelta(seconds=draw(st.integers(0, 2 * 86_400)))
    span = draw(st.integers(60, 23 * 3600))
    return Content(
        work_item_id=draw(st.sampled_from(items)),
        start=start,
        end=start + timedelta(seconds=span),
        time_zone=zone,
        break_seconds=draw(st.one_of(st.just(0), st.integers(0, span - 60))),
        notes=draw(texts),
        internal_notes=draw(texts),
        billable=draw(st.sampled_from(Billable)),
        work_type_id=draw(st.none() | st.sampled_from([one.id for one in options.work_types])),
        work_role_id=draw(st.none() | st.sampled_from([one.id for one in options.work_roles])),
    )


def explained(name: str, sent: Content, row: RemoteRow, quirks: frozenset[str]) -> bool:
    """Tell whether a field may come back otherwise, and came back as it then has to."""
    mine, theirs = getattr(sent, name), getattr(row.content, name)
    if name in {"work_type_id", "work_role_id"}:
        return mine is None
    if name == "billable":
        return mine is Billable.DEFAULT
    if name in {"notes", "internal_notes"}:
        same = folded(mine).rstrip() == theirs.rstrip()
        return same or ("notes_lose_newlines" in quirks and folded(mine).split() == theirs.split())
    if name in {"start", "end"} and "seconds_cut_off" in quirks:
        return theirs in {mine.replace(second=0), row.content.start + timedelta(seconds=1)}
    return name == "break_seconds" and abs(mine - theirs) <= HUNDREDTH_OF_AN_HOUR + (
        60 if "seconds_cut_off" in quirks else 0
    )


def folded(text: str) -> str:
    """As people see it: one kind of line break, no invisible characters."""
    for invisible in "\u200b\u200e\u200f\ufeff":
        text = text.replace(invisible, "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_what_was_sent(
    row: RemoteRow, sent: Content, quirks: frozenset[str], groups: frozenset[Group]
) -> None:
    for group in groups:
        for name in GROUP_FIELDS[group]:
            mine, theirs = getattr(sent, name), getattr(row.content, name)
            if mine != theirs:
                event(f"{name} came back otherwise")
                assert explained(name, sent, row, quirks), (name, mine, theirs)


@settings(max_examples=60)
@given(data=st.data(), quirks=st.frozensets(st.sampled_from(QUIRKS), max_size=3))
def test_what_is_booked_and_changed_comes_back(tenant: Tenant, data, quirks) -> None:
    tenant.behaves(quirks)
    psa = tenant.bench.connector
    name = data.draw(st.sampled_from(PEOPLE))
    person = tenant.people[name]
    some = contents(tenant.items[name], tenant.options[name], person.time_zone)
    marker = data.draw(st.builds(Marker, st.uuids().map(str), st.integers(1, 999)))
    first = drafted(person, data.draw(some), marker)

    written = accepted(lambda: psa.create(first))
    row = psa.read(written.psa_id, person)
    is_what_was_sent(row, first.content, quirks, frozenset(Group))
    is_the_receipt(row, first.hours, quirks)
    assert (row.marker, row.person_id, row.locked) == (marker, person.id, False)
    assert written.row in {None, row}

    groups = data.draw(st.frozensets(st.sampled_from(Group), min_size=1))
    second = drafted(person, data.draw(some), marker)
    changed = accepted(lambda: psa.update(row.psa_id, second, groups))
    after = psa.read(row.psa_id, person)
    is_what_was_sent(after, second.content, quirks, groups)
    # The break is half of the span's hours: it says the same only while the span stays.
    is_what_was_sent(after, row.content, quirks, frozenset(Group) - groups)
    assert (after.marker, changed.row in {None, after}) == (marker, True)

    day = after.work_date
    seen = every_page(lambda page: psa.rows_of_days(person, day, day, page))
    assert after in seen


def accepted(write):
    """Do it; what this tenant takes from nobody is another story."""
    try:
        return write()
    except RejectedError as error:
        event(error.code)
        assume(error.code not in REFUSED_RIGHTLY)
        raise


def is_the_receipt(row: RemoteRow, hours: Decimal, quirks: frozenset[str]) -> None:
    if "seconds_cut_off" not in quirks:
        assert row.hours == hours
    assert abs(row.hours - hours) <= Decimal("0.05")
