from dataclasses import replace
from datetime import timedelta

from hypothesis import event, given
from hypothesis import strategies as st

from psa_sync.domain.content import Group, group_hashes
from psa_sync.domain.entry import Base, Entry, Operation, SyncState
from psa_sync.domain.intents import (
    claim,
    let_go,
    record_created,
    record_deleted,
    record_updated,
    verified,
)
from psa_sync.domain.observations import observed, settled
from psa_sync.domain.plan import AT_THE_PSA, DUE, ON_THE_ROW, Action, Step, plan
from psa_sync.domain.settings import ConflictPolicy, Direction, SyncPolicy
from psa_sync.domain.sync_state import next_look, sync_state
from tests.builders import NOW, a_row
from tests.properties.entries import contents, entries, rows, whole_entries

policies = st.builds(
    SyncPolicy, conflicts=st.sampled_from(ConflictPolicy), direction=st.sampled_from(Direction)
)
SETTLE = timedelta(minutes=5)
MUCH_LATER = NOW + timedelta(days=1)
WRITES = {Action.CREATE, Action.UPDATE, Action.DELETE}


@given(entries(), policies)
def test_every_row_has_a_next_step_a_state_and_a_time_to_look(entry, policy):
    step = plan(entry, policy, NOW)
    event(step.action)
    assert sync_state(entry, policy, NOW) in SyncState
    look = next_look(entry, policy, NOW)
    if step.action in DUE or step.action is Action.WAIT:
        assert look is not None
    else:
        assert look is None


@given(entries(), policies)
def test_time_alone_ends_a_wait_and_changes_nothing_else(entry, policy):
    now, later = plan(entry, policy, NOW), plan(entry, policy, MUCH_LATER)
    event(f"{now.action} and {later.action} later")
    assert later == now or now.action is Action.WAIT
    assert later.action is not Action.WAIT


@given(entries(), policies, st.integers(1, 9))
def test_the_next_step_does_not_depend_on_counts_and_dates_of_the_row(entry, policy, more):
    touched = replace(
        entry,
        version=entry.version + more,
        revision=entry.revision + more,
        attempts=entry.attempts + more,
        failures=entry.failures + more,
        updated_at=entry.updated_at + timedelta(days=more),
    )
    assert plan(touched, policy, NOW) == plan(entry, policy, NOW)


@given(entries(), policies)
def test_what_is_settled_leaves_no_decision_open(entry, policy):
    decided, events = settled(entry, policy, now=NOW)
    assert plan(decided, policy, NOW).action not in ON_THE_ROW
    again, nothing = settled(decided, policy, now=NOW)
    assert again is decided
    assert nothing == []
    assert len(events) <= len(ON_THE_ROW)


@given(entries(), policies)
def test_deciding_loses_nothing_that_only_one_side_holds(entry, policy):
    decided, events = settled(entry, policy, now=NOW)
    kept = {value for one in events for value in one.detail.values()}
    for name in ("notes", "billable", "work_type_id", "break_seconds"):
        before, after = getattr(entry.local, name), getattr(decided.local, name)
        assert after == before or str(before) in kept
    assert decided.version >= entry.version
    assert (decided.version > entry.version) == (
        decided.local != entry.local or decided.deleted_at != entry.deleted_at
    )


@given(entries(), policies)
def test_a_group_never_mixes_both_sides(entry, policy):
    decided, _ = settled(entry, policy, now=NOW)
    sides = [entry.local] + ([entry.remote.content] if entry.remote else [])
    for group in Group:
        hashes = {getattr(group_hashes(side), group) for side in sides}
        assert getattr(group_hashes(decided.local), group) in hashes


@given(entries(), policies)
def test_a_locked_row_is_never_written(entry, policy):
    if not entry.locked or entry.psa_id is None:
        return
    decided, _ = settled(entry, policy, now=NOW)
    assert plan(decided, policy, NOW).action not in WRITES


@given(entries(), rows(), st.booleans(), policies)
def test_seeing_the_same_row_twice_is_seeing_it_once(entry, row, ours, policy):
    once, _ = settled(observed(entry, row, ours=ours, now=NOW), policy, now=NOW)
    assert observed(once, row, ours=ours, now=NOW) is once


@given(entries(), rows(), policies)
def test_no_row_of_an_old_making_brings_a_tombstone_back(entry, row, policy):
    tombstone = replace(entry, deleted_at=NOW, psa_id=None, remote=None, base=None, intent=None)
    seen, _ = settled(observed(tombstone, row, ours=True, now=NOW), policy, now=NOW)
    assert seen.deleted_at is not None


def performed(entry: Entry, step: Step, seen) -> Entry:
    """Do the step as a PSA that does what it is told would have it."""
    number = entry.attempts
    if step.action is Action.RESOLVE:
        return let_go(entry, number)
    if step.action is Action.VERIFY:
        return verified(entry, entry.remote or seen, now=MUCH_LATER)
    operation = Operation(step.action.value)
    sent = claim(entry, operation, step.groups, now=MUCH_LATER, settle=SETTLE)
    if operation is Operation.DELETE:
        return record_deleted(sent, sent.attempts)
    row = a_row(content=entry.local, locked=False)
    if operation is Operation.CREATE:
        return record_created(sent, sent.attempts, row.psa_id, row, now=MUCH_LATER)
    return record_updated(sent, sent.attempts, row, now=MUCH_LATER)


def next_step(entry: Entry, policy: SyncPolicy) -> tuple[Entry, Step]:
    decided, _ = settled(entry, policy, now=MUCH_LATER)
    return decided, plan(decided, policy, MUCH_LATER)


@given(whole_entries(), rows(), policies)
def test_a_row_that_stays_locked_is_not_written_by_any_later_step_either(entry, row, policy):
    locked = replace(row, locked=True)
    base = entry.base or Base(local=group_hashes(entry.local), remote=None)
    entry = replace(entry, psa_id=locked.psa_id, remote=locked, base=base)
    for _ in range(6):
        entry, step = next_step(entry, policy)
        assert step.action not in WRITES
        if step.action in AT_THE_PSA:
            event(step.action)
            entry = performed(entry, step, locked)


@given(whole_entries(), policies, contents)
def test_done_is_done(entry, policy, stored):
    seen = a_row(content=stored)
    entry, step = next_step(entry, policy)
    for _ in range(6):
        if step.action in AT_THE_PSA:
            entry, step = next_step(performed(entry, step, seen), policy)
    assert step.action is Action.NOTHING
    assert next_look(entry, policy, MUCH_LATER) is None
    assert sync_state(entry, policy, MUCH_LATER) in {
        SyncState.SYNCED,
        SyncState.DRAFT,
        SyncState.REJECTED,
        SyncState.CONFLICT,
    }
    if entry.remote is not None and entry.missing is None:
        echo = replace(entry.remote, last_updated="2025-03-05T12:00:00Z")
        assert observed(entry, echo, ours=True, now=MUCH_LATER) is entry
        assert observed(entry, echo, ours=False, now=MUCH_LATER) is entry
