"""What an uninstalled app left behind is found, and goes, and nothing else does."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.errors import StaleError
from psa_sync.domain.settings import Preferences
from psa_sync.domain.webhook import ConnectionHooks
from psa_sync.ports import FactSheet
from tests.builders import (
    ACCOUNT,
    AUTOTASK,
    CONNECTWISE,
    NOW,
    USER,
    a_connection,
    a_link,
    a_psa_user,
    a_work_item,
    an_entry,
    an_event,
    an_id,
)
from tests.contract.ports.test_tenants import HOSTILE

LATER = NOW + timedelta(days=400)


def removed(backend, **changes):
    known = backend.connections.save(a_connection(**changes))
    return backend.connections.save(replace(known, status=ConnectionStatus.REMOVED))


def test_an_app_is_found_once_it_was_uninstalled_long_ago(backend):
    active = backend.connections.save(a_connection(account="active", tenant="na/active"))
    for name in ("first", *HOSTILE):
        removed(backend, account=name, tenant=f"na/{name}")
    earlier = NOW - timedelta(days=1)
    removed(backend, account="earlier", tenant="na/earlier", since=earlier)
    assert backend.belongings.removed_before(earlier - timedelta(seconds=1)) == []
    assert backend.belongings.removed_before(earlier) == [("earlier", CONNECTWISE)]
    found = backend.belongings.removed_before(NOW)
    assert found[0] == ("earlier", CONNECTWISE)
    assert sorted(found) == sorted((name, CONNECTWISE) for name in ("earlier", "first", *HOSTILE))
    assert (active.account, CONNECTWISE) in backend.connections.all_active()


def test_an_app_is_found_no_more_once_it_is_installed_again_or_emptied(backend):
    gone = removed(backend)
    backend.connections.save(replace(gone, tenant="", purged_at=NOW))
    assert backend.belongings.removed_before(NOW) == []
    other = removed(backend, account="other", tenant="na/other")
    back = backend.connections.save(replace(other, status=ConnectionStatus.ACTIVE))
    assert backend.belongings.removed_before(NOW) == []
    backend.connections.save(replace(back, status=ConnectionStatus.REMOVED, purged_at=NOW))
    assert backend.belongings.removed_before(NOW) == [("other", CONNECTWISE)]


@pytest.mark.parametrize("user", [USER, *HOSTILE])
def test_who_was_linked_once_is_a_member_for_good(backend, user):
    assert backend.belongings.members(ACCOUNT, CONNECTWISE) == []
    backend.connections.link(a_link(user_id=user))
    backend.connections.link(a_link(user_id=user, psa_user=a_psa_user(id="155")))
    backend.connections.unlink(ACCOUNT, CONNECTWISE, user)
    assert backend.belongings.members(ACCOUNT, CONNECTWISE) == [user]
    assert backend.belongings.members(ACCOUNT, AUTOTASK) == []
    assert backend.belongings.members("other", CONNECTWISE) == []


def test_work_items_go_part_by_part_and_leave_no_trace(backend):
    for number in range(5):
        backend.work_items.put(ACCOUNT, USER, [a_work_item(id=f"connectwise:ticket:{number}")])
    backend.work_items.remove(ACCOUNT, USER, ["connectwise:ticket:4"])
    other = a_work_item(id="autotask:ticket:1", app=AUTOTASK)
    backend.work_items.put(ACCOUNT, USER, [other])
    backend.work_items.put("other", USER, [a_work_item()])
    forget = partial(backend.belongings.forget_work_items, ACCOUNT, USER, CONNECTWISE)
    while forget(limit=3):
        pass
    assert list(backend.work_items.of_user(ACCOUNT, USER)) == [other]
    assert list(backend.work_items.of_user("other", USER)) == [a_work_item()]
    told = backend.change_feed.after(ACCOUNT, {USER: ""}, limit=99)
    assert [change.work_item for change in told] == [other]


def test_an_entry_goes_with_its_history_and_its_places_but_not_its_id(backend):
    entry = backend.entries.save(an_entry(due_at=NOW), events=[an_event(), an_event("sent")])
    other = backend.entries.save(an_entry(account="other"), events=[an_event()])
    for _ in range(2):
        backend.belongings.forget_entry(entry, until=LATER)
    assert backend.entries.get(ACCOUNT, entry.id) is None
    assert backend.entries.history(ACCOUNT, entry.id) == []
    assert backend.entries.of_user(ACCOUNT, USER).entries == ()
    assert [one.account for one in backend.entries.due(NOW, limit=9)] == []
    assert backend.entries.was_removed(ACCOUNT, entry.id)
    assert not backend.entries.was_removed("other", entry.id)
    assert backend.entries.get("other", entry.id) == other
    assert backend.entries.history("other", entry.id) != []


def test_an_entry_goes_whatever_was_written_to_it_meanwhile(backend):
    entry = backend.entries.save(an_entry())
    newer = backend.entries.save(entry, events=[an_event("edited")])
    backend.belongings.forget_entry(entry, until=LATER)
    assert backend.entries.get(ACCOUNT, entry.id) is None
    assert backend.entries.history(ACCOUNT, entry.id) == []
    with pytest.raises(StaleError):
        backend.entries.save(newer, events=[an_event("too late")])


def test_an_entry_that_is_taken_in_anew_is_tied_to_its_row_by_a_process_that_knew_it(backend):
    old = backend.entries.save(an_entry(psa_id="90341"))
    backend.belongings.forget_entry(old, until=LATER)
    while backend.belongings.forget_rows(ACCOUNT, CONNECTWISE, limit=100):
        pass
    born = NOW + timedelta(days=31)
    anew = backend.entries.save(an_entry(psa_id="90341", created_at=born))
    found = backend.entries.entry_ids_of_rows(ACCOUNT, CONNECTWISE, ["90341"])
    assert found == {"90341": anew.id}


def test_rows_are_untied_part_by_part(backend):
    for number in range(5):
        backend.entries.save(an_entry(id=an_id(number), psa_id=f"{number}#"))
    backend.entries.save(an_entry(id=an_id(8), app=AUTOTASK, psa_id="1"))
    backend.entries.save(an_entry(account="other", psa_id="1"))
    parts = [backend.belongings.forget_rows(ACCOUNT, CONNECTWISE, limit=3) for _ in range(3)]
    assert parts == [3, 2, 0]
    ids = [f"{number}#" for number in range(5)]
    assert backend.another().entries.entry_ids_of_rows(ACCOUNT, CONNECTWISE, ids) == {}
    assert backend.entries.entry_ids_of_rows(ACCOUNT, AUTOTASK, ["1"]) == {"1": an_id(8)}
    assert backend.entries.entry_ids_of_rows("other", CONNECTWISE, ["1"]) == {"1": an_id()}


def test_the_rest_goes_but_the_lease_and_the_connection(backend):
    sheet = FactSheet(b"facts", NOW)
    hooks = ConnectionHooks(account=ACCOUNT, app=CONNECTWISE, token="t", url="https://x/t")
    kept = backend.connections.save(a_connection())
    for app in (CONNECTWISE, AUTOTASK):
        backend.connections.link(a_link(app=app))
        backend.connections.save_preferences(ACCOUNT, app, USER, Preferences(import_scope=None))
        backend.rule_facts.put_tenant(ACCOUNT, app, sheet)
        backend.rule_facts.put_people(ACCOUNT, app, {"154": sheet})
        backend.cursors.finish(ACCOUNT, app, position="here", at=NOW)
        backend.cursors.save_reconciled(backend.cursors.reconciled(ACCOUNT, app))
        backend.hooks.save(replace(hooks, app=app, token=f"t-{app}"))
    backend.cursors.lease(ACCOUNT, CONNECTWISE, now=NOW, until=NOW + timedelta(minutes=2))
    for _ in range(2):
        backend.belongings.forget_rest(ACCOUNT, CONNECTWISE)
    assert backend.connections.get(ACCOUNT, CONNECTWISE) == kept
    assert backend.connections.links(ACCOUNT, CONNECTWISE) == []
    assert backend.belongings.members(ACCOUNT, CONNECTWISE) == []
    assert backend.rule_facts.read(ACCOUNT, CONNECTWISE, "154") == (None, None)
    assert backend.hooks.of(ACCOUNT, CONNECTWISE) is None
    assert backend.hooks.owner("t-connectwise") is None
    assert backend.cursors.reconciled(ACCOUNT, CONNECTWISE).revision == 0
    cursor = backend.cursors.read(ACCOUNT, CONNECTWISE)
    assert (cursor.position, cursor.finished_at) == (None, None)
    assert cursor.lease_until == NOW + timedelta(minutes=2)
    # Nothing of the other app went with it.
    assert backend.belongings.members(ACCOUNT, AUTOTASK) == [USER]
    assert backend.rule_facts.read(ACCOUNT, AUTOTASK, "154") == (sheet, sheet)
    assert backend.hooks.owner("t-autotask") == (ACCOUNT, AUTOTASK)
    assert backend.cursors.read(ACCOUNT, AUTOTASK).position == "here"


def test_of_an_app_that_nobody_ever_used_there_is_nothing_to_remove(backend):
    backend.belongings.forget_rest(ACCOUNT, CONNECTWISE)
    assert backend.belongings.forget_rows(ACCOUNT, CONNECTWISE, limit=9) == 0
    assert backend.cursors.read(ACCOUNT, CONNECTWISE).lease_until is None
