import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.simulators.connectwise.rules import WRITABLE
from local.simulators.connectwise.vendor import ConnectWise
from tests.simulators.connectwise.psa import Clock, an_entry, why

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "identifier", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
bodies = st.dictionaries(st.sampled_from(sorted(WRITABLE)), json_values, max_size=4)
words = st.sampled_from(
    ["id", "member/id", "notes", "timeStart", "lastUpdated", "status", "=", "!=", ">=", "in",
     "like", "contains", "not", "and", "or", "(", ")", ",", "5", '"x*"', "'Open'", "null", "true",
     "[2026-03-04]", "[x]", "[[]", "types/name", "_info/x", "%"]
)  # fmt: skip


@pytest.fixture(scope="module")
def vendor():
    return ConnectWise(Clock(), days_of_past=1)


@given(changed=bodies)
def test_any_body_is_stored_or_refused_in_the_vendors_words(vendor, changed):
    status, answer = vendor.person_creates("241", {**an_entry(), **changed})
    assert (status == 201 and answer["id"]) or (status == 400 and why(answer))


@given(changed=bodies)
def test_any_change_is_stored_or_refused_in_the_vendors_words(vendor, changed):
    _, entry = vendor.person_creates("241", an_entry())
    status, answer = vendor.person_updates("241", str(entry["id"]), changed)
    assert (status == 200 and answer["id"]) or (status == 400 and why(answer))
    assert status == 200 or vendor.store.entries.rows[entry["id"]] == entry


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoken=st.lists(words, max_size=9))
def test_any_conditions_are_read_or_refused_in_the_vendors_words(psa, spoken):
    answer = psa.session.get(
        f"{psa.api}/time/entries/count", params={"conditions": " ".join(spoken)}, timeout=10
    )
    assert answer.status_code == 200 or answer.json()["code"] == "ApiFindCondition"
