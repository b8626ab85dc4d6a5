"""What comes back from Autotask is what was sent, or a sentence says what became of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import GROUP_FIELDS, Billable, Content, Group, group_hashes
from psa_sync.domain.entry import Base, Entry, Origin, RemoteRow
from psa_sync.domain.hours import seconds_of
from psa_sync.domain.receipts import HOURS_TOLERANCE_SECONDS, stored_differently
from psa_sync.domain.work_item import Options, WorkItem, WorkItemKind
from psa_sync.ports import Draft
from tests.builders import NOW, a_marker, an_entry
from tests.contract.bookings import drafted
from tests.contract.cases.autotask import CASE
from tests.contract.connectors import Bench, bench_of

PEOPLE = ("PPierce", "MKeller", "AHassan")
QUIRKS = (
    "utc_without_designator",
    "mirrors_work_type",
    "keeps_modified_on_no_change",
    "replaces_characters",
    "ticket_gate_is_service_desk_roles",
)
KEPT = "abc XYZ äöü ß é € – “x” … 1½ ? \n\t"
ANYTHING = KEPT + "→✓≤łőČ中文Привет🚀\u200b\u2028"
LONGEST = 32_000


class Tenant:
    """A simulated tenant, and what each person may book on there."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        people = [bench.connector.find_person(name) for name in PEOPLE]
        self.people = {person.user_name: person for person in people}
        self.items = {person.user_name: bookable(bench, person) for person in people}
        self.options = {one.user_name: bench.connector.options(one) for one in people}
        self.quirks = {one["name"]: one["on"] for one in bench.control("GET", "/quirks")["items"]}

    @contextmanager
    def behaving(self, otherwise: frozenset[str]) -> Iterator[None]:
        """Turn these quirks to what they are not at the start, for the length of the block."""
        for name in otherwise:
            self.bench.sets(what="quirk", name=name, on=not self.quirks[name])
        try:
            yield
        finally:
            for name in otherwise:
                self.bench.sets(what="quirk", name=name, on=self.quirks[name])


def bookable(bench: Bench, person: PsaUser) -> list[WorkItem]:
    """A few of each kind: tickets, tasks, regular time."""
    kinds: dict[WorkItemKind, list[WorkItem]] = {}
    for item in bench.work_items(person):
        if item.bookable:
            kinds.setdefault(item.kind, []).append(item)
    assert set(kinds) == {WorkItemKind.TICKET, WorkItemKind.TASK, WorkItemKind.CHARGE_CODE}
    return [item for found in kinds.values() for item in found[:4]]


@pytest.fixture(scope="module")
def tenant() -> Iterator[Tenant]:
    with bench_of(CASE, NOW) as bench:
        yield Tenant(bench)


def notes() -> st.SearchStrategy[str]:
    short = st.text(alphabet=ANYTHING, max_size=40) | st.text(alphabet=KEPT, max_size=40)
    long = st.integers(0, LONGEST - 40).map(lambda size: ("word " * LONGEST)[:size])
    return short | long


@st.composite
def contents(draw: st.DrawFn, items: list[WorkItem], options: Options, zone: str) -> Content:
    item = draw(st.sampled_from(items))
    start = NOW - timedelta(days=draw(st.integers(1, 6)), seconds=draw(st.integers(0, 86_399)))
    length = draw(st.integers(60, 12 * 3600))
    types = [None, *(option.id for option in options.work_types)]
    return Content(
        work_item_id=item.id,
        start=start,
        end=start + timedelta(seconds=length),
        time_zone=zone,
        break_seconds=draw(st.sampled_from([0, 0, 1, 900, length // 2])) % length,
        notes=draw(notes()),
        internal_notes=draw(notes()),
        billable=draw(st.sampled_from(list(Billable))),
        work_type_id=draw(st.sampled_from(types)),
        # The role of the assignment is the one that Autotask surely takes.
        work_role_id=draw(st.sampled_from([None, item.work_role_id])),
    )


def ready(tenant: Tenant, data: st.DataObject, person: PsaUser) -> Content:
    name = person.user_name
    return data.draw(contents(tenant.items[name], tenant.options[name], person.time_zone))


def words(text: str) -> str:
    return "".join(one for one in text if one.isalnum())


def is_kept(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def told(entry: Draft, row: RemoteRow) -> str:
    """The receipt of an entry that was just written and read back."""
    sent, stored = group_hashes(entry.content), group_hashes(row.content)
    known = replace(an_entry(local=entry.content), psa_id=row.psa_id, remote=row)
    written: Entry = replace(known, base=Base(local=sent, remote=stored), origin=Origin.MEMTIME)
    return stored_differently(written)


def assert_same_or_told(draft: Draft, row: RemoteRow, adapted: tuple[str, ...]) -> None:
    sent, stored, said = draft.content, row.content, " ".join(adapted)
    receipt = told(draft, row)
    assert (row.person_id, row.marker, row.times_known) == (draft.person.id, draft.marker, True)
    assert (stored.work_item_id, stored.start) == (sent.work_item_id, sent.start)
    assert (stored.end == sent.end) is (not sent.break_seconds)
    assert ("no breaks" in said) is bool(sent.break_seconds)
    assert stored.duration_seconds == sent.duration_seconds
    assert abs(seconds_of(row.hours) - sent.duration_seconds) <= HOURS_TOLERANCE_SECONDS
    assert row.work_date == draft.work_date
    for name in ("notes", "internal_notes"):
        mine, theirs = getattr(sent, name), getattr(stored, name)
        if mine.rstrip() != theirs.rstrip():
            event("notes in other characters")
            assert "characters only" in said or not set(mine) - set(theirs) - set("\u200b\u2028")
        if words(mine) != words(theirs):
            assert "other notes" in receipt or "characters only" in said
    for name, left in (("billable", Billable.DEFAULT), ("work_type_id", None)):
        if getattr(sent, name) != left and getattr(stored, name) != getattr(sent, name):
            assert receipt, name
    if ":charge_code:" not in sent.work_item_id and is_kept(sent.notes + sent.internal_notes):
        event("nothing to tell")
        assert receipt == ""
    assert "MT-" not in stored.notes + stored.internal_notes


@settings(max_examples=60, deadline=None)
@given(data=st.data(), otherwise=st.frozensets(st.sampled_from(QUIRKS), max_size=3))
def test_what_is_booked_comes_back_as_it_was_or_it_is_told(
    tenant: Tenant, data: st.DataObject, otherwise: frozenset[str]
) -> None:
    person = tenant.people[data.draw(st.sampled_from(PEOPLE))]
    draft = drafted(person, ready(tenant, data, person), a_marker())
    psa = tenant.bench.connector
    with tenant.behaving(otherwise):
        written = psa.create(draft)
        row = psa.read(written.psa_id, person)
        assert_same_or_told(draft, row, written.adapted)
        psa.delete(written.psa_id)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), groups=st.frozensets(st.sampled_from(list(Group)), min_size=1))
def test_what_is_changed_comes_back_and_the_rest_stays_as_it_was(
    tenant: Tenant, data: st.DataObject, groups: frozenset[Group]
) -> None:
    person = tenant.people[data.draw(st.sampled_from(PEOPLE))]
    first, second = ready(tenant, data, person), ready(tenant, data, person)
    if second.work_item_id.split(":")[1] != first.work_item_id.split(":")[1]:
        second = replace(second, work_item_id=first.work_item_id)  # the kind of work is fixed
        second = replace(second, work_role_id=first.work_role_id)
    psa, marker = tenant.bench.connector, a_marker()
    psa_id = psa.create(drafted(person, first, marker)).psa_id
    before = psa.read(psa_id, person)
    taken = {name: getattr(second, name) for group in groups for name in GROUP_FIELDS[group]}
    draft = drafted(person, replace(first, **taken), marker)
    written = psa.update(psa_id, draft, groups)
    row = psa.read(psa_id, person)
    for group in frozenset(Group) - groups:
        for name in GROUP_FIELDS[group]:
            assert getattr(row.content, name) == getattr(before.content, name), name
    if Group.TIME in groups:
        assert row.content.duration_seconds == second.duration_seconds
        assert row.work_date == draft.work_date
        assert any("no breaks" in one for one in written.adapted) is bool(second.break_seconds)
    if Group.BILLABLE in groups and second.billable is not Billable.DEFAULT:
        assert row.content.billable is second.billable
    assert row.marker == marker
    psa.delete(psa_id)
