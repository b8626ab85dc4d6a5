"""Tenants whose names try to be one another never see each other's rows."""

from dataclasses import replace

from psa_sync.ports import PullCursor
from tests.builders import (
    CONNECTWISE,
    NOW,
    a_connection,
    a_link,
    a_progress,
    a_psa_user,
    a_synced_entry,
    a_work_item,
    an_event,
    an_id,
)

# Each pair would share a key if parts were joined without care.
HOSTILE = [
    "a",
    "a#C#connectwise",
    "a#U#u",
    "a#E#e",
    "a%23C%23connectwise",
    "A#a",
    "#",
    "%",
    "a#",
    "",
]


def test_entries_of_hostile_accounts_stay_apart(backend):
    saved = {}
    for number, account in enumerate(HOSTILE):
        entry = a_synced_entry(account=account, id="e", due_at=NOW, version=number + 1)
        saved[account] = backend.entries.save(entry, events=[an_event(f"of {number}")])
    for number, account in enumerate(HOSTILE):
        assert backend.entries.get(account, "e") == saved[account]
        assert [event.what for event in backend.entries.history(account, "e")] == [f"of {number}"]
        assert backend.entries.of_user(account, saved[account].user_id).entries == (saved[account],)
        assert backend.entries.entry_ids_of_rows(account, CONNECTWISE, ["90341"]) == {"90341": "e"}
        (change,) = backend.change_feed.after(account, {saved[account].user_id: ""}, limit=10)
        assert change.entry == saved[account]
    assert {due.account for due in backend.entries.due(NOW, limit=100)} == set(HOSTILE)


def test_hostile_users_and_entries_of_one_account_stay_apart(backend):
    for user in HOSTILE:
        backend.entries.save(a_synced_entry(id=f"e{user}", user_id=user, psa_id=f"1{user}"))
        backend.work_items.put("alpine", user, [a_work_item(name=user)])
    for user in HOSTILE:
        (entry,) = backend.entries.of_user("alpine", user).entries
        assert (entry.id, entry.user_id) == (f"e{user}", user)
        assert [item.name for item in backend.work_items.of_user("alpine", user)] == [user]
        assert backend.entries.entry_ids_of_rows("alpine", CONNECTWISE, [f"1{user}"]) == {
            f"1{user}": entry.id
        }


def test_connections_cursors_and_jobs_of_hostile_accounts_stay_apart(backend):
    for account in HOSTILE:
        backend.connections.save(a_connection(account=account, tenant=f"tenant of {account}"))
        backend.connections.link(a_link(account=account))
        backend.cursors.finish(account, CONNECTWISE, position=f"at {account}", at=NOW)
        backend.progress.save(a_progress(account=account, id="#"))
    for account in HOSTILE:
        (connection,) = backend.connections.of_account(account)
        (link,) = backend.connections.links(account, CONNECTWISE)
        assert (connection.account, link.account) == (account, account)
        assert backend.cursors.read(account, CONNECTWISE) == PullCursor(f"at {account}", None, NOW)
        assert backend.progress.get(account, "#").account == account
    assert {account for account, _ in backend.connections.all_active()} == set(HOSTILE)


def test_users_and_persons_with_hostile_names_stay_apart(backend):
    for number, name in enumerate(HOSTILE):
        backend.connections.link(a_link(user_id=name, psa_user=a_psa_user(id=f"{name}{number}")))
    links = backend.connections.links("alpine", CONNECTWISE)
    assert {link.user_id for link in links} == set(HOSTILE)


def test_one_entry_id_in_two_accounts_is_two_entries(backend):
    first = backend.entries.save(a_synced_entry())
    second = backend.entries.save(a_synced_entry(account="other"))
    backend.entries.save(replace(first, version=2))
    assert backend.entries.get("other", an_id()) == second
