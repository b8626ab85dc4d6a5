"""Entries in any state at all, likely and unlikely, for properties that hold for every row."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from psa_sync.domain.content import Billable, Content, Group, group_hashes
from psa_sync.domain.entry import (
    Base,
    Entry,
    Intent,
    IntentState,
    Missing,
    Operation,
    RemoteRow,
)
from psa_sync.domain.problem import PROBLEMS
from tests.builders import NOW, a_content, a_marker, a_problem, a_row, an_entry, an_intent

# Few values per field, so that equal, agreeing and clashing sides are all common.
contents = st.builds(
    a_content,
    end=st.sampled_from([NOW - timedelta(hours=1), NOW - timedelta(minutes=90), NOW]),
    break_seconds=st.sampled_from([0, 600]),
    notes=st.sampled_from(["a", "b", "a\nb"]),
    work_type_id=st.sampled_from([None, "1", "2"]),
    billable=st.sampled_from(Billable),
    time_zone=st.sampled_from(["America/New_York", "Europe/Berlin"]),
)
instants = st.sampled_from([NOW - timedelta(hours=1), NOW, NOW + timedelta(hours=1)])
problems = st.none() | st.sampled_from(sorted(PROBLEMS)).map(lambda code: a_problem(code=code))

evidence = st.none() | st.builds(
    Missing,
    first_seen=st.just(NOW),
    last_seen=st.just(NOW),
    looks=st.sampled_from([1, 2]),
    declared_at=st.sampled_from([None, NOW]),
)


@st.composite
def rows(draw: st.DrawFn) -> RemoteRow:
    return a_row(
        content=draw(contents),
        hours=draw(st.sampled_from([Decimal("1.50"), Decimal("2.00")])),
        locked=draw(st.booleans()),
        times_known=draw(st.booleans()),
        marker=draw(st.sampled_from([None, a_marker(), a_marker(generation=2)])),
        last_updated=draw(st.sampled_from(["", "2025-03-04T11:00:00Z", "2025-03-04T12:00:00Z"])),
    )


@st.composite
def bases(draw: st.DrawFn, local: Content, row: RemoteRow | None) -> Base | None:
    theirs = row.content if row else local
    near = st.sampled_from([local, theirs]) | contents
    remote = draw(st.none() | near)
    base = Base(local=group_hashes(draw(near)), remote=group_hashes(remote) if remote else None)
    return draw(st.sampled_from([base, base, base, None]))


@st.composite
def intents(draw: st.DrawFn) -> Intent:
    return an_intent(
        operation=draw(st.sampled_from(Operation)),
        state=draw(st.sampled_from(IntentState)),
        sent=group_hashes(draw(contents)),
        groups=tuple(sorted(draw(st.sets(st.sampled_from(Group))))),
        resolve_after=draw(instants),
    )


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    local = draw(contents)
    row = draw(st.none() | rows())
    return replace(
        an_entry(local=local, attempts=1),
        psa_id=draw(st.sampled_from(["90341", None])),
        remote=row,
        base=draw(bases(local, row)),
        intent=draw(st.none() | intents()),
        deleted_at=draw(st.none() | st.just(NOW)),
        draft=draw(st.booleans()),
        problem=draw(problems),
        waiting_until=draw(st.none() | instants),
        generation=draw(st.sampled_from([1, 2])),
        missing=draw(evidence),
    )


@st.composite
def whole_entries(draw: st.DrawFn) -> Entry:
    """Entries as our own code leaves them: bound with row and base, or not bound at all."""
    entry = draw(entries())
    if entry.psa_id is None or entry.remote is None:
        return replace(entry, psa_id=None, remote=None, base=None)
    base = entry.base or Base(local=group_hashes(entry.local), remote=None)
    return replace(entry, base=base)
