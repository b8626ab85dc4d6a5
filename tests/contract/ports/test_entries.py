"""Entries: optimistic lock, history, row mappings, lists and due work."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from psa_sync.domain.errors import PsaRowTakenError, StaleError
from tests.builders import (
    ACCOUNT,
    AUTOTASK,
    CONNECTWISE,
    NOW,
    USER,
    a_base,
    a_content,
    a_problem,
    a_row,
    a_synced_entry,
    an_entry,
    an_event,
    an_id,
    an_intent,
)


def at(hours):
    """An entry's content that starts so many hours from now."""
    start = NOW + timedelta(hours=hours)
    return a_content(start=start, end=start + timedelta(minutes=30))


def test_what_is_saved_is_read_back_whole(backend):
    full = a_synced_entry(
        intent=an_intent(),
        problem=a_problem(),
        base=replace(a_base(), remote=None),
        due_at=NOW + timedelta(microseconds=1),
        waiting_until=NOW,
        deleted_at=NOW,
        draft=True,
        failures=3,
        generation=2,
    )
    saved = backend.entries.save(full)
    assert saved == replace(full, revision=1)
    assert backend.entries.get(ACCOUNT, full.id) == saved


def test_an_unknown_entry_is_none(backend):
    assert backend.entries.get(ACCOUNT, an_id(404)) is None
    assert backend.entries.history(ACCOUNT, an_id(404)) == []


def test_every_save_moves_the_revision(backend):
    saved = backend.entries.save(an_entry())
    for revision in (2, 3, 4):
        saved = backend.entries.save(saved)
        assert saved.revision == revision


def test_a_stale_save_is_refused(backend):
    first = backend.entries.save(an_entry())
    second = backend.entries.save(replace(first, version=2))
    with pytest.raises(StaleError):
        backend.entries.save(replace(first, version=3))
    assert backend.entries.get(ACCOUNT, first.id) == second


def test_an_entry_is_made_only_once(backend):
    made = backend.entries.save(an_entry())
    with pytest.raises(StaleError):
        backend.entries.save(an_entry(version=9))
    assert backend.entries.get(ACCOUNT, made.id) == made


def test_an_entry_that_never_was_cannot_be_replaced(backend):
    with pytest.raises(StaleError):
        backend.entries.save(an_entry(revision=3))
    assert backend.entries.get(ACCOUNT, an_id()) is None


def test_of_two_racing_saves_one_wins(backend):
    entry = backend.entries.save(an_entry())
    processes = [backend.another() for _ in range(4)]
    together = Barrier(len(processes), timeout=20)

    def save(number):
        together.wait()
        try:
            return processes[number].entries.save(replace(entry, version=number + 2))
        except StaleError:
            return None

    with ThreadPoolExecutor(len(processes)) as pool:
        winners = [saved for saved in pool.map(save, range(len(processes))) if saved]
    assert len(winners) == 1
    assert backend.entries.get(ACCOUNT, entry.id) == winners[0]


def test_of_two_entries_that_race_for_one_row_one_gets_it(backend):
    entries = [backend.entries.save(an_entry(id=an_id(number))) for number in range(4)]
    processes = [backend.another() for _ in entries]
    together = Barrier(len(entries), timeout=20)

    def adopt(number):
        together.wait()
        try:
            return processes[number].entries.save(replace(entries[number], psa_id="90341")).id
        except PsaRowTakenError as taken:
            return taken

    with ThreadPoolExecutor(len(entries)) as pool:
        outcomes = list(pool.map(adopt, range(len(entries))))
    (winner,) = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert {taken.entry_id for taken in outcomes if taken != winner} == {winner}
    rows = backend.entries.entry_ids_of_rows(ACCOUNT, CONNECTWISE, ["90341"])
    assert rows == {"90341": winner}


def test_two_workers_that_write_the_very_same_do_not_both_win(backend):
    entry = backend.entries.save(an_entry())
    claimed = replace(entry, intent=an_intent())
    backend.entries.save(claimed)
    with pytest.raises(StaleError):
        backend.another().entries.save(claimed)


def test_a_psa_row_is_mapped_with_the_save(backend):
    backend.entries.save(a_synced_entry())
    found = backend.entries.entry_ids_of_rows(ACCOUNT, CONNECTWISE, ["90341", "unknown"])
    assert found == {"90341": an_id()}


def test_a_mapped_row_belongs_to_its_app(backend):
    backend.entries.save(a_synced_entry())
    backend.entries.save(a_synced_entry(id=an_id(2), app=AUTOTASK))
    of_autotask = backend.entries.entry_ids_of_rows(ACCOUNT, AUTOTASK, ["90341"])
    assert of_autotask == {"90341": an_id(2)}


def test_a_taken_row_is_refused_and_nothing_is_written(backend):
    backend.entries.save(a_synced_entry())
    other = backend.entries.save(an_entry(id=an_id(2)))
    with pytest.raises(PsaRowTakenError) as refused:
        backend.entries.save(replace(other, psa_id="90341"), events=[an_event("recorded")])
    assert refused.value.entry_id == an_id()
    assert backend.entries.get(ACCOUNT, other.id) == other
    assert backend.entries.history(ACCOUNT, other.id) == []


def test_a_stale_save_that_also_takes_a_row_is_stale(backend):
    backend.entries.save(a_synced_entry())
    with pytest.raises(StaleError):
        backend.entries.save(a_synced_entry(id=an_id(2), revision=7))


def test_the_mapping_outlives_deletion_and_a_new_row(backend):
    entry = backend.entries.save(a_synced_entry())
    entry = backend.entries.save(replace(entry, deleted_at=NOW, psa_id=None))
    backend.entries.save(replace(entry, deleted_at=None, psa_id="90777", generation=2))
    found = backend.entries.entry_ids_of_rows(ACCOUNT, CONNECTWISE, ["90341", "90777"])
    assert found == {"90341": an_id(), "90777": an_id()}
    with pytest.raises(PsaRowTakenError):
        backend.entries.save(a_synced_entry(id=an_id(2)))


def test_saving_a_mapped_entry_again_needs_no_new_mapping(backend):
    saved = backend.entries.save(a_synced_entry())
    assert backend.entries.save(replace(saved, failures=1)).revision == 2
    assert backend.another().entries.save(replace(saved, failures=2, revision=2)).revision == 3


def test_more_rows_than_one_call_takes_are_found(backend):
    backend.entries.save(a_synced_entry(psa_id="150"))
    rows = [str(number) for number in range(230)]
    assert backend.entries.entry_ids_of_rows(ACCOUNT, CONNECTWISE, rows) == {"150": an_id()}


def test_history_is_kept_in_order(backend):
    first = [an_event("sent", at=NOW), an_event("recorded", at=NOW)]
    entry = backend.entries.save(an_entry(), events=first)
    later = an_event("overwritten", at=NOW, detail={"notes": "as they were", "by": "psa"})
    backend.entries.save(entry, events=[later])
    assert backend.entries.history(ACCOUNT, entry.id) == [*first, later]


def test_a_stale_save_leaves_no_history(backend):
    entry = backend.entries.save(an_entry())
    backend.entries.save(entry)
    with pytest.raises(StaleError):
        backend.entries.save(entry, events=[an_event("never happened")])
    assert backend.entries.history(ACCOUNT, entry.id) == []


def test_many_entries_are_read_at_once(backend):
    saved = {an_id(n): backend.entries.save(an_entry(id=an_id(n))) for n in range(105)}
    assert backend.entries.get_many(ACCOUNT, [*saved, an_id(), an_id(999)]) == saved
    assert backend.entries.get_many(ACCOUNT, []) == {}


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_a_users_entries_come_by_start_half_open_across_pages(backend, limit):
    starts = [3, 1, 2, 0, 1, 4]
    for number, hours in enumerate(starts):
        backend.entries.save(an_entry(id=an_id(number), local=at(hours)))
    backend.entries.save(an_entry(id=an_id(90), user_id="somebody else", local=at(2)))
    span = {"start": NOW + timedelta(hours=1), "end": NOW + timedelta(hours=4)}
    seen, cursor = [], None
    while True:
        page = backend.entries.of_user(ACCOUNT, USER, **span, cursor=cursor, limit=limit)
        assert len(page.entries) <= limit
        seen += [entry.id for entry in page.entries]
        if page.cursor is None:
            break
        cursor = page.cursor
    assert seen == [an_id(1), an_id(4), an_id(2), an_id(0)]


def test_an_open_span_lists_all_of_the_user_with_tombstones(backend):
    kept = backend.entries.save(an_entry(local=at(1)))
    gone = backend.entries.save(an_entry(id=an_id(2), local=at(0), deleted_at=NOW))
    assert backend.entries.of_user(ACCOUNT, USER).entries == (gone, kept)
    assert backend.entries.of_user(ACCOUNT, USER, start=kept.local.start).entries == (kept,)
    assert backend.entries.of_user(ACCOUNT, USER, end=kept.local.start).entries == (gone,)


def test_an_empty_span_is_empty(backend):
    backend.entries.save(an_entry(local=at(1)))
    page = backend.entries.of_user(ACCOUNT, USER, start=NOW + timedelta(days=1), end=NOW)
    assert (page.entries, page.cursor) == ((), None)


def test_a_moved_entry_stands_where_it_starts_now(backend):
    entry = backend.entries.save(an_entry(local=at(0)))
    moved = backend.entries.save(replace(entry, local=at(48)))
    tomorrow = NOW + timedelta(days=1)
    assert backend.entries.of_user(ACCOUNT, USER, end=tomorrow).entries == ()
    assert backend.entries.of_user(ACCOUNT, USER, start=tomorrow).entries == (moved,)


def test_instants_of_other_zones_and_far_years_sort_like_time(backend):
    early = a_content(start=datetime(1, 1, 2, tzinfo=UTC), end=datetime(1, 1, 3, tzinfo=UTC))
    late = a_content(
        start=datetime(9999, 12, 30, tzinfo=UTC), end=datetime(9999, 12, 31, tzinfo=UTC)
    )
    backend.entries.save(an_entry(id=an_id(1), local=late))
    backend.entries.save(an_entry(id=an_id(2), local=early))
    page = backend.entries.of_user(ACCOUNT, USER)
    assert [entry.id for entry in page.entries] == [an_id(2), an_id(1)]


def test_the_observed_row_keeps_its_decimals(backend):
    entry = backend.entries.save(a_synced_entry(remote=a_row()))
    stored = backend.entries.get(ACCOUNT, entry.id).remote
    assert str(stored.hours) == "1.50"
    assert stored.fingerprint() == entry.remote.fingerprint()
