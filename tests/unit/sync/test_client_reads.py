from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.settings import ConnectionSettings, ImportScope
from psa_sync.domain.work_item import Assigned
from psa_sync.sync.read_entries import Viewer, list_entries, read_entry
from psa_sync.sync.read_options import read_options
from psa_sync.sync.read_timesheet import read_timesheet
from psa_sync.sync.read_work_items import read_work_items
from psa_sync.sync.refusal import RefusedError
from tests.builders import (
    ACCOUNT,
    AUTOTASK,
    CONNECTWISE,
    NOW,
    USER,
    a_content,
    a_link,
    a_psa_user,
    a_work_item,
    an_entry,
    an_id,
)
from tests.fakes.psa_faults import refuses_the_key
from tests.unit.sync.scene import Scene

OTHER = "user-keller"
MEMBER = Viewer(account=ACCOUNT, user_id=USER, is_admin=False)
ADMIN = Viewer(account=ACCOUNT, user_id="user-admin", is_admin=True)
COLLEAGUE = a_psa_user(id="155", user_name="MKeller")


def refused(call) -> str:
    with pytest.raises(RefusedError) as caught:
        call()
    return caught.value.code


@pytest.fixture
def two(scene: Scene) -> Scene:
    """Five entries of Paul and two of a colleague, who is authenticated too."""
    scene.world.connections.link(a_link(user_id=OTHER, psa_user=COLLEAGUE))
    for number in range(1, 8):
        user = USER if number <= 5 else OTHER
        local = a_content(start=NOW - timedelta(hours=20 - number))
        scene.entries.save(an_entry(id=an_id(number), user_id=user, local=local))
    return scene


def listed(scene: Scene, viewer=MEMBER, cursor=None, **wanted):
    query = {"start": None, "end": None, "wanted": lambda _: True, "limit": 100} | wanted
    return list_entries(viewer, cursor=cursor, effects=scene.effects, **query)


def walked(scene: Scene, viewer, limit) -> list[list[str]]:
    pages, cursor = [], None
    while True:
        page = listed(scene, viewer, cursor, limit=limit)
        pages.append([entry.id for entry in page.entries])
        cursor = page.cursor
        if cursor is None:
            return pages


def test_a_member_sees_their_own_entries_and_an_admin_all(two: Scene):
    assert read_entry(MEMBER, an_id(1), effects=two.effects).id == an_id(1)
    assert read_entry(ADMIN, an_id(6), effects=two.effects).user_id == OTHER
    assert refused(lambda: read_entry(MEMBER, an_id(6), effects=two.effects)) == "entry_unknown"
    assert refused(lambda: read_entry(ADMIN, an_id(99), effects=two.effects)) == "entry_unknown"


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 7, 100])
def test_pages_hold_everything_once_in_order_of_start(two: Scene, limit):
    mine = [an_id(number) for number in range(1, 6)]
    assert list(chain(*walked(two, MEMBER, limit))) == mine
    everybodys = list(chain(*walked(two, ADMIN, limit)))
    assert sorted(everybodys) == [an_id(number) for number in range(1, 8)]


def test_a_range_is_half_open(two: Scene):
    first, third = (two.entry(number).local.start for number in (1, 3))
    page = listed(two, start=first, end=third)
    assert [entry.id for entry in page.entries] == [an_id(1), an_id(2)]


def test_tombstones_and_the_unwanted_are_left_out(two: Scene):
    two.entries.save(replace(two.entry(2), deleted_at=NOW))
    page = listed(two, wanted=lambda entry: entry.id != an_id(4))
    assert [entry.id for entry in page.entries] == [an_id(1), an_id(3), an_id(5)]


BAD_CURSORS = ["", "x", "5", "[]", '["a"]', '["nobody", null]', '["user-pierce", 5]', "[[],1,2]"]


@pytest.mark.parametrize("cursor", BAD_CURSORS)
def test_a_cursor_that_is_not_ours_is_refused(two: Scene, cursor):
    assert refused(lambda: listed(two, cursor=cursor)) == "cursor_invalid"


def found(scene: Scene, query="", cursor=None, limit=100, app=None):
    return read_work_items(
        ACCOUNT, USER, app=app, query=query, cursor=cursor, limit=limit, effects=scene.effects
    )


@pytest.fixture
def shelf(scene: Scene) -> Scene:
    names = ("Mail down", "Backup", "printer jam", "Firewall")
    scene.world.work_items.put(
        ACCOUNT,
        USER,
        [
            a_work_item(id=f"connectwise:ticket:{number}", number=str(number), name=name)
            for number, name in enumerate(names)
        ],
    )
    return scene


def test_any_words_in_any_case_find_a_work_item(shelf: Scene):
    assert [item.name for item in found(shelf, "PRINTER contoso").items] == [
        "printer jam",
        "Printer on fire",
    ]
    assert [item.name for item in found(shelf, "1001 desk").items] == ["Printer on fire"]
    assert found(shelf, "nothing like it").items == ()


def test_work_items_are_paged_by_name(shelf: Scene):
    names, cursor = [], None
    while True:
        page = found(shelf, cursor=cursor, limit=2)
        names.append([item.name for item in page.items])
        cursor = page.cursor
        if cursor is None:
            break
    assert names == [["Backup", "Firewall"], ["Mail down", "printer jam"], ["Printer on fire"]]


@pytest.mark.parametrize("scope", ImportScope)
def test_the_import_scope_decides_about_secondary_items(scene: Scene, scope):
    settings = ConnectionSettings(import_scope=scope)
    scene.world.connections.save(replace(scene.connection, settings=settings))
    items = [
        a_work_item(id=f"connectwise:ticket:{assigned}", name=assigned, assigned=assigned)
        for assigned in Assigned
    ]
    scene.world.work_items.put(ACCOUNT, USER, items)
    names = {item.name for item in found(scene).items}
    assert ("secondary" in names) == (scope is not ImportScope.PRIMARY)
    assert ("none" in names) == (scope is ImportScope.ALL)
    assert "primary" in names


@pytest.mark.parametrize("cursor", ["", "x", "5", "[]", "[1, 2, 3]", '["a", "b"]'])
def test_a_work_item_cursor_that_is_not_ours_is_refused(shelf: Scene, cursor):
    assert refused(lambda: found(shelf, cursor=cursor)) == "cursor_invalid"


def test_work_items_of_one_app(scene: Scene):
    other = a_work_item(id="autotask:ticket:1", app=AUTOTASK)
    scene.world.work_items.put(ACCOUNT, USER, [other])
    assert found(scene, app=AUTOTASK).items == (other,)
    assert len(found(scene).items) == 2


def sheet(scene: Scene, first=date(2025, 3, 4), last=date(2025, 3, 4), user_id=USER):
    return read_timesheet(ACCOUNT, user_id, CONNECTWISE, first, last, effects=scene.effects).sheet


def test_a_timesheet_of_what_is_in_step_has_nothing_to_explain(scene: Scene):
    for number in range(1, 4):
        scene.books(number)
    scene.deliver()
    (day,) = sheet(scene).days
    assert (day.memtime_seconds, day.psa_seconds, day.differences) == (16200, 16200, [])


def test_a_timesheet_reads_every_page_and_only_its_app(scene: Scene):
    for number in range(1, 502):
        local = a_content(end=a_content().start + timedelta(minutes=1))
        scene.entries.save(an_entry(id=an_id(number), local=local))
    scene.entries.save(an_entry(id=an_id(900), app=AUTOTASK))
    (day,) = sheet(scene).days
    assert day.memtime_seconds == 501 * 60
    assert {difference.cause for difference in day.differences} == {"queued"}


def test_an_entry_that_the_psa_counts_on_another_day_is_found(scene: Scene):
    scene.books()
    scene.deliver()
    scene.psa.sets(scene.row().psa_id, work_date=date(2025, 3, 6))
    scene.pull()
    found_there = sheet(scene, date(2025, 3, 6), date(2025, 3, 6))
    assert [difference.cause for difference in found_there.days[0].differences] == ["other_day"]
    assert found_there.unexplained_seconds == 0


def test_a_timesheet_needs_a_person(scene: Scene):
    assert refused(lambda: sheet(scene, user_id=OTHER)) == "user_not_authenticated"


def options(scene: Scene, app=CONNECTWISE, user_id=USER):
    return read_options(ACCOUNT, app, user_id, effects=scene.effects)


def test_options_are_asked_of_the_psa(scene: Scene):
    assert options(scene).work_types == ()
    assert scene.psa.calls == {"options": 1}


def test_options_need_app_person_and_key(scene: Scene):
    assert refused(lambda: options(scene, app=AUTOTASK)) == "app_not_installed"
    assert refused(lambda: options(scene, user_id=OTHER)) == "user_not_authenticated"
    scene.psa.fail("options", refuses_the_key())
    assert refused(lambda: options(scene)) == "connection_stopped"
    assert scene.connection.status is ConnectionStatus.AUTH_FAILED
    assert refused(lambda: options(scene)) == "connection_stopped"
    assert scene.psa.calls["options"] == 1
