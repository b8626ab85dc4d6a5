"""Each person's work items."""

from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, USER, a_work_item


def test_what_is_put_is_read_back_by_app_and_id(backend):
    tasks = [a_work_item(id=f"autotask:task:{n}", app=AUTOTASK) for n in (2, 1)]
    tickets = [a_work_item(id=f"connectwise:ticket:{n}") for n in (9, 10)]
    backend.work_items.put(ACCOUNT, USER, [*tickets, *tasks])
    in_order = [tasks[1], tasks[0], tickets[1], tickets[0]]
    assert backend.work_items.of_user(ACCOUNT, USER) == in_order
    assert backend.work_items.of_user(ACCOUNT, USER, CONNECTWISE) == in_order[2:]
    assert backend.work_items.get(ACCOUNT, USER, "autotask:task:2") == tasks[0]
    assert backend.work_items.get(ACCOUNT, USER, "no such thing") is None


def test_a_work_item_is_one_persons_view(backend):
    mine, yours = a_work_item(), a_work_item(bookable=False, not_bookable_reason="Closed.")
    backend.work_items.put(ACCOUNT, USER, [mine])
    backend.work_items.put(ACCOUNT, "other", [yours])
    assert backend.work_items.of_user(ACCOUNT, USER) == [mine]
    assert backend.work_items.of_user(ACCOUNT, "other") == [yours]


def test_more_work_items_than_one_call_takes(backend):
    items = [a_work_item(id=f"connectwise:ticket:{number:04d}") for number in range(130)]
    backend.work_items.put(ACCOUNT, USER, items)
    assert backend.work_items.of_user(ACCOUNT, USER) == items
    gone = [item.id for item in items[:70]]
    backend.work_items.remove(ACCOUNT, USER, [*gone, gone[0], "connectwise:ticket:unknown"])
    assert backend.work_items.of_user(ACCOUNT, USER) == items[70:]


def test_the_last_of_two_with_one_id_stays(backend):
    backend.work_items.put(ACCOUNT, USER, [a_work_item(name="old"), a_work_item(name="new")])
    assert [item.name for item in backend.work_items.of_user(ACCOUNT, USER)] == ["new"]
