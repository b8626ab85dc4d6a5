"""Keys: whatever tenants and ids are called, two different things never share one."""

import string
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from psa_sync.aws import keys

# Few characters, so that drawn names often differ only in where a separator stands.
NAMES = st.one_of(
    st.text(alphabet="#%235ACUEPTJR:a", max_size=8), st.text(string.printable, max_size=5)
)
INSTANTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]))


def all_keys(a, b, c):
    """Every kind of key made of these names, and what it stands for."""
    return {
        ("entry", a, b): keys.entry_key(a, b),
        ("row", a, b, c): keys.row_key(a, b, c),
        ("connection", a, b): keys.connection_key(a, b),
        ("tenant", b, c): keys.tenant_key(b, c),
        ("link", a, b, c): keys.link_key(a, b, c),
        ("person", a, b, c): keys.person_key(a, b, c),
        ("cursor", a, b): keys.cursor_key(a, b),
        ("work item", a, b, c): keys.work_item_key(a, b, c),
        ("progress", a, b): keys.progress_key(a, b),
        ("running", a, b, c): keys.running_key(a, b, c, a),
        ("event", a, b): keys.event_key(a, b, datetime(2025, 1, 1, tzinfo=UTC), 1, 0),
    }


@given(st.tuples(NAMES, NAMES, NAMES), st.tuples(NAMES, NAMES, NAMES))
def test_different_things_have_different_keys(these, those):
    named = all_keys(*these) | all_keys(*those)
    assert len(set(named.values())) == len(named)


@given(NAMES, NAMES, NAMES, NAMES)
def test_partitions_of_two_accounts_never_meet(account, other, name, app):
    def partitions(of):
        return {
            keys.account_partition(of),
            keys.app_partition(of, app),
            keys.user_partition(of, name),
            keys.entry_partition(of, name),
            keys.row_key(of, app, name).pk,
        }

    assert account == other or not partitions(account) & partitions(other)


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_parts_are_found_again(parts):
    assert keys.parts_of("#".join(map(keys.escaped, parts))) == parts


@given(INSTANTS, INSTANTS)
def test_instants_sort_like_time(one, other):
    assert (one < other) == (keys.instant_text(one) < keys.instant_text(other))


@given(st.text())
def test_any_position_fits_into_a_key(position):
    assert len(keys.position_text(position * 300).encode()) <= 1000
    assert keys.position_text("0001736") == "0001736"


def test_due_entries_spread_over_all_shards_the_same_everywhere():
    shards = [keys.due_shard("alpine", f"entry {number}") for number in range(100)]
    assert set(shards) == set(range(keys.DUE_SHARDS))
    assert shards[:5] == [keys.due_shard("alpine", f"entry {number}") for number in range(5)]
