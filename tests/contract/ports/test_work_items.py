"""Each person's work items: what is kept, in which order, and what is told of those that left."""

from hypothesis import given
from hypothesis import strategies as st

from psa_sync.domain.work_item import WorkItemSpan, place_of
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, USER, a_work_item

TICKETS = "connectwise:ticket:"


def tickets(*numbers, prefix=TICKETS):
    return [a_work_item(id=f"{prefix}{number}") for number in numbers]


def of_user(backend, *args, **more):
    return list(backend.work_items.of_user(ACCOUNT, USER, *args, **more))


def test_what_is_put_is_read_back_by_app_and_number(backend):
    tasks = [a_work_item(id=f"autotask:task:{n}", app=AUTOTASK) for n in (2, 1)]
    backend.work_items.put(ACCOUNT, USER, [*tickets(10, 9), *tasks])
    in_order = [tasks[1], tasks[0], *tickets(9, 10)]
    assert of_user(backend) == in_order
    assert of_user(backend, CONNECTWISE) == in_order[2:]
    assert backend.work_items.get(ACCOUNT, USER, "autotask:task:2") == tasks[0]
    assert backend.work_items.get(ACCOUNT, USER, "no such thing") is None


def test_a_reading_goes_on_behind_the_last_one_seen(backend):
    items = [a_work_item(id="autotask:task:1", app=AUTOTASK), *tickets(9, 10, 11)]
    backend.work_items.put(ACCOUNT, USER, items)
    for place, item in enumerate(items):
        assert of_user(backend, behind=item.id) == items[place + 1 :]
    assert of_user(backend, CONNECTWISE, behind=f"{TICKETS}10") == items[3:]
    assert of_user(backend, CONNECTWISE, behind=f"{TICKETS}500") == []


def test_some_are_read_by_their_ids(backend):
    items = tickets(*range(1, 131))
    backend.work_items.put(ACCOUNT, USER, items)
    wanted = [item.id for item in items[:120]]
    found = backend.work_items.get_many(ACCOUNT, USER, [*wanted, wanted[0], f"{TICKETS}9999"])
    assert found == dict(zip(wanted, items, strict=False))
    assert backend.work_items.get_many(ACCOUNT, USER, []) == {}


def test_a_span_holds_the_numbers_of_one_kind(backend):
    others = tickets("abc", "007", "", "-5", "0;") + tickets(12, prefix="connectwise:ticketing:")
    numbered = tickets(0, 9, 10, 99, 100, 1000)
    theirs = tickets(50)
    backend.work_items.put(ACCOUNT, USER, [*numbered, *others])
    backend.work_items.put(ACCOUNT, "other", theirs)
    for after, upto, expected in (
        (None, None, numbered),
        (9, None, numbered[2:]),
        (None, 99, numbered[:4]),
        (9, 100, numbered[2:5]),
        (10, 10, []),
        (1000, None, []),
    ):
        span = WorkItemSpan(prefix=TICKETS, after=after, upto=upto)
        assert backend.work_items.within(ACCOUNT, USER, span) == expected


@given(st.lists(st.integers(0, 10**12) | st.text("0123456789:;a#%", max_size=6), min_size=2))
def test_places_sort_like_numbers_and_no_two_are_the_same(tails):
    ids = [f"{TICKETS}{tail}" for tail in tails]
    assert len({place_of(one) for one in ids}) == len(set(ids))
    numbers = sorted(tail for tail in tails if isinstance(tail, int))
    assert sorted(place_of(f"{TICKETS}{one}") for one in numbers) == [
        place_of(f"{TICKETS}{one}") for one in numbers
    ]


def test_a_work_item_is_one_persons_view(backend):
    mine, yours = a_work_item(), a_work_item(bookable=False, not_bookable_reason="Closed.")
    backend.work_items.put(ACCOUNT, USER, [mine])
    backend.work_items.put(ACCOUNT, "other", [yours])
    assert of_user(backend) == [mine]
    assert list(backend.work_items.of_user(ACCOUNT, "other")) == [yours]


def test_more_work_items_than_one_call_takes(backend):
    items = tickets(*range(1, 131))
    backend.work_items.put(ACCOUNT, USER, items)
    assert of_user(backend) == items
    gone = [item.id for item in items[:70]]
    backend.work_items.remove(ACCOUNT, USER, [*gone, gone[0]])
    assert of_user(backend) == items[70:]


def test_what_left_is_not_read_in_any_way_and_may_come_back(backend):
    (item,) = tickets(7)
    backend.work_items.put(ACCOUNT, USER, [item])
    backend.work_items.remove(ACCOUNT, USER, [item.id])
    assert backend.work_items.get(ACCOUNT, USER, item.id) is None
    assert backend.work_items.get_many(ACCOUNT, USER, [item.id]) == {}
    assert backend.work_items.within(ACCOUNT, USER, WorkItemSpan(prefix=TICKETS)) == []
    backend.work_items.put(ACCOUNT, USER, [item])
    assert of_user(backend) == [item]


def test_the_last_of_two_with_one_id_stays(backend):
    backend.work_items.put(ACCOUNT, USER, [a_work_item(name="old"), a_work_item(name="new")])
    assert [item.name for item in of_user(backend)] == ["new"]
