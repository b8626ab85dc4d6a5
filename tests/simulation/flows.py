"""The ways of an entry, each from a state that is arranged to the one thing that is then done."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from psa_sync.domain.entry import Entry
from psa_sync.domain.errors import InDoubtError, TransientError
from psa_sync.ports import Draft, Written
from psa_sync.sync.authenticate_user import authenticate_user
from psa_sync.sync.deauthenticate_user import deauthenticate_user
from psa_sync.sync.read_changes import read_changes
from psa_sync.sync.read_entries import Viewer, list_entries
from psa_sync.sync.read_options import read_options
from tests.builders import NOW, a_content, a_work_item, an_id
from tests.fakes.psa_faults import Fault, refuses_the_key
from tests.simulation.rule_acts import (
    an_hour_later,
    deactivates,
    takes_no_time,
    takes_time_again,
    unnoticed,
)
from tests.simulation.stage import Stage

SETTLED: Final = 301
Act = Callable[[Stage], None]


@dataclass(frozen=True)
class Flow:
    """One way: `act` is stopped at every effect it has."""

    name: str
    arrange: Act
    act: Act


def books(stage: Stage) -> None:
    """A client books the one entry there is."""
    desk = stage.deployment.desks[0]
    content = a_content(work_item_id=desk.work_item_id, break_seconds=300)
    stage.clients.sends(desk, an_id(), content, None)


def edits(stage: Stage) -> None:
    """The client has a second thought."""
    entry, desk = one(stage), stage.deployment.desks[0]
    content = a_content(work_item_id=desk.work_item_id, notes="second thought")
    stage.clients.sends(desk, entry.id, content, entry.version)


def deletes(stage: Stage) -> None:
    """The client takes it back."""
    stage.clients.removes(one(stage))


def delivers(stage: Stage) -> None:
    """Messages arrive."""
    stage.workers.drains()


def polls(stage: Stage) -> None:
    """The schedule asks for a walk."""
    stage.workers.asks_for_pulls()
    stage.workers.drains()


def reconciles(stage: Stage) -> None:
    """The schedule asks for a comparison, twice, with the settle wait in between."""
    for _ in range(2):
        stage.workers.asks_for_reconciliation()
        stage.workers.drains()
        stage.deployment.clock.advance(SETTLED)


def all_is_known(stage: Stage) -> None:
    """Everything was compared before: now the days of a bill are due, and counting will do."""
    desk, d = stage.deployment.desks[0], stage.deployment
    state = d.cursors.reconciled(desk.account, desk.app)
    d.cursors.save_reconciled(replace(state, all_at=d.clock()))


def sweeps(stage: Stage) -> None:
    """The settle wait is over and the sweeper comes by."""
    stage.deployment.clock.advance(SETTLED)
    stage.workers.sweeps()
    stage.workers.drains()


def one(stage: Stage) -> Entry:
    """The entry."""
    entry = stage.deployment.entries.get(stage.deployment.desks[0].account, an_id())
    assert entry is not None
    return entry


def fails(call: str, fault: Fault) -> Act:
    """The next call of this name at the PSA ends so."""
    return lambda stage: stage.deployment.psas[stage.deployment.desks[0].place].fail(call, fault)


def person(what: Callable[[Stage, str], None]) -> Act:
    """A person does something to the one row there is."""

    def does(stage: Stage) -> None:
        psa = stage.deployment.psas[stage.deployment.desks[0].place]
        stage.deployment.clock.advance(60)
        what(stage, psa.rows()[0].psa_id)

    return does


def edits_notes(stage: Stage, psa_id: str) -> None:
    """A person writes something else."""
    psa = stage.deployment.psas[stage.deployment.desks[0].place]
    psa.person_edits(psa_id, notes="theirs")


def deletes_it(stage: Stage, psa_id: str) -> None:
    """A person removes the row, and has others; one of long ago is among them."""
    desk = stage.deployment.desks[0]
    psa = stage.deployment.psas[desk.place]
    psa.person_deletes(psa_id)
    stage.people.deleted.add((desk.place, psa_id))
    long_ago = {"start": NOW - timedelta(days=40), "end": NOW - timedelta(days=40, hours=-1)}
    for when in ({}, long_ago):
        content = a_content(work_item_id=desk.work_item_id, **when)
        psa.person_books(
            desk.person, stage.deployment.habits[desk.app].stored(content, desk.person)
        )


def copies(stage: Stage, psa_id: str) -> None:
    """A person duplicates the row."""
    desk = stage.deployment.desks[0]
    stage.deployment.psas[desk.place].person_copies(psa_id, desk.person)


def people_book(stage: Stage) -> None:
    """Three rows on pages of their own; the newest change is on the first page."""
    desk = stage.deployment.desks[0]
    psa, clock = stage.deployment.psas[desk.place], stage.deployment.clock
    psa.page_size = 1
    rows = []
    for _ in range(3):
        content = a_content(work_item_id=desk.work_item_id)
        stored = stage.deployment.habits[desk.app].stored(content, desk.person)
        rows.append(psa.person_books(desk.person, stored))
        clock.advance(1200)
    psa.person_edits(rows[0].psa_id, notes="the newest change")


def refreshes(stage: Stage) -> None:
    """The person asks for a refresh; one work item is new, one is not theirs any more."""
    desk = stage.deployment.desks[0]
    items = [a_work_item(id=f"{desk.app}:ticket:{number}", app=desk.app) for number in (1001, 7)]
    stage.deployment.psas[desk.place].items[desk.person.id] = items
    gone = a_work_item(id=f"{desk.app}:ticket:8", app=desk.app)
    stage.deployment.work_items.put(desk.account, desk.user_id, [gone])
    stage.workers.refreshes()
    stage.workers.drains()


def has_little_time(stage: Stage) -> None:
    """Each invocation ends soon: a walk goes on in a new message."""
    stage.workers.life = timedelta(seconds=35)


def authenticates(stage: Stage) -> None:
    """The person types their name in the PSA."""
    desk, d = stage.deployment.desks[0], stage.deployment
    d.work_items.remove(desk.account, desk.user_id, [desk.work_item_id])
    for _ in range(3):
        stage.clients.asks(
            desk,
            lambda: authenticate_user(
                desk.account, desk.app, desk.user_id, desk.person.user_name, effects=d.effects
            ),
        )
    stage.workers.drains()


def leaves(stage: Stage) -> None:
    """The person leaves the app; what is in step stays so."""
    desk, effects = stage.deployment.desks[0], stage.deployment.effects
    stage.clients.asks(
        desk,
        lambda: deauthenticate_user(desk.account, desk.app, desk.user_id, effects=effects),
    )


def reads(stage: Stage) -> None:
    """An admin looks around; reading changes nothing, however it ends."""
    desk, effects = stage.deployment.desks[0], stage.deployment.effects
    viewer = Viewer(account=desk.account, user_id=desk.user_id, is_admin=True)

    def all_there_is() -> None:
        read_changes(viewer, cursor=None, limit=5, effects=effects)
        list_entries(
            viewer,
            start=None,
            end=None,
            wanted=lambda _: True,
            cursor=None,
            limit=5,
            effects=effects,
        )
        read_options(desk.account, desk.app, desk.user_id, effects=effects)

    stage.clients.asks(desk, all_there_is)


def is_overtaken(stage: Stage) -> None:
    """Before the sender hears of its row a poll has it, and an edit is under way, in doubt."""
    psa = stage.deployment.psas[stage.deployment.desks[0].place]
    make = psa._create

    def makes(draft: Draft) -> Written:
        written = make(draft)
        psa._create = make  # type: ignore[method-assign]
        psa.fail("update", DROPPED)
        in_turn(polls, edits, delivers)(stage)
        return written

    psa._create = makes  # type: ignore[method-assign]


def in_turn(*acts: Act) -> Act:
    """One after the other."""

    def does(stage: Stage) -> None:
        for act in acts:
            act(stage)

    return does


def nothing(_stage: Stage) -> None:
    """Begin with an empty table."""


LOST: Final = Fault(InDoubtError("reset"), commits=True)
DROPPED: Final = Fault(InDoubtError("reset"))
UNREAD: Final = Fault(TransientError("reset"))
synced: Final = in_turn(books, delivers)

ONE_ROW: Final = (
    Flow("accept", nothing, books),
    Flow("accept an edit", synced, edits),
    Flow("accept a delete", synced, deletes),
    Flow("create", books, delivers),
    Flow("create, overtaken", in_turn(books, is_overtaken), delivers),
    Flow("verify", in_turn(books, fails("read", UNREAD), delivers), sweeps),
    Flow("update", in_turn(synced, edits), delivers),
    Flow("update, merged", in_turn(synced, person(edits_notes), edits), delivers),
    Flow("delete", in_turn(synced, deletes), delivers),
    Flow("resolve: made", in_turn(books, fails("create", LOST), delivers), sweeps),
    Flow("resolve: absent", in_turn(books, fails("create", DROPPED), delivers), sweeps),
    Flow("resolve: updated", in_turn(synced, edits, fails("update", LOST), delivers), sweeps),
    Flow(
        "resolve: not updated", in_turn(synced, edits, fails("update", DROPPED), delivers), sweeps
    ),
    Flow("resolve: deleted", in_turn(synced, deletes, fails("delete", LOST), delivers), sweeps),
    Flow(
        "resolve: not deleted", in_turn(synced, deletes, fails("delete", DROPPED), delivers), sweeps
    ),
    Flow("adopt", in_turn(books, fails("create", LOST), delivers), polls),
    Flow("observe an edit", in_turn(synced, person(edits_notes)), polls),
    Flow("observe a copy", in_turn(synced, person(copies)), polls),
    Flow("restore", in_turn(synced, person(edits_notes), deletes), delivers),
    Flow("reconcile a delete", in_turn(synced, person(deletes_it)), reconciles),
    Flow("reconcile a delete and an edit", in_turn(synced, person(deletes_it), edits), reconciles),
    Flow("reconcile two months", in_turn(synced, all_is_known), reconciles),
    Flow("import", people_book, polls),
    Flow("import in parts", in_turn(people_book, has_little_time), polls),
    Flow("refresh", people_book, refreshes),
    Flow("refresh in parts", in_turn(people_book, has_little_time), refreshes),
    Flow("refresh, put off", fails("rows_of_days", UNREAD), refreshes),
    Flow("refused key", in_turn(books, fails("create", refuses_the_key())), delivers),
    Flow("authenticate", nothing, authenticates),
    Flow("foresee", in_turn(takes_no_time, books), delivers),
    Flow("foresee, no more", in_turn(takes_no_time, books, takes_time_again), delivers),
    Flow(
        "foresee, and go out later",
        in_turn(takes_no_time, books, delivers, takes_time_again),
        an_hour_later,
    ),
    Flow("deactivate", synced, deactivates),
    Flow("deactivate, unnoticed", in_turn(synced, edits, unnoticed), delivers),
    Flow("leave", synced, leaves),
    Flow("read", synced, reads),
)
