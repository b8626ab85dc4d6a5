"""Workers are killed while they call the PSA: everything arrives, and arrives once.

All are killed before the first test looks, one after the other, so that one settle wait serves all.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from local.api_client import wait_for
from tests.contract.cases import CASES
from tests.e2e.desk import Desk, Write, WritesInFlight, call_of
from tests.e2e.simulated_psa import ARRIVES_SECONDS
from tests.e2e.technician import SLOTS
from tests.e2e.worker_processes import WorkerProcesses

APPS = [str(case.app) for case in CASES]
SCHEDULES = ("pull", "reconcile")
WRITTEN = "Written in the PSA"
HELD = {"seconds": 4}  # until the kill, and sooner than we settle
CALLS = {
    "before the PSA commits": "delay",
    "after the PSA committed": "commit_then_timeout",
    # The last one, since what is sent again would meet the fault of the next.
    "and the PSA never commits": "reset_before",
}
TAKEN_OVER_SECONDS = 240
"""A pointer that dies with its worker is sent again after one minute, the next after two more."""


@dataclass
class Killed:
    """What was seen of one write whose worker was killed.

    Attributes:
        workers: The processes that were killed.
        state: The entry's state right after that.
    """

    flight: WritesInFlight
    workers: set[int]
    state: str


@dataclass
class Edited:
    """A person's work in the PSA that a killed worker was to bring to Memtime.

    Attributes:
        entry_id: An entry of ours whose row the person has edited.
        booked: A row that the person has made.
        workers: The processes that were killed while they listed both.
    """

    desk: Desk
    entry_id: str
    booked: dict[str, Any]
    workers: set[int]


@pytest.fixture(scope="module")
def processes(stack):
    return WorkerProcesses(stack.info.stack_name, stack.state)


@pytest.fixture(scope="module")
def killed(desks, processes):
    """Every write to each PSA, with the workers killed in the middle of it."""
    found = {}
    planned = [WritesInFlight.planned(desk, len(CALLS)) for desk in desks]
    for when, *flights in zip(CALLS, *planned, strict=True):
        for write in Write:
            for flight in flights:
                found[when, flight.desk.psa.app, write] = _killed(flight, write, when, processes)
    yield found
    for desk in desks:  # the slots of the dead are free again for who comes next
        wait_for("a slot", partial(_answers, desk), TAKEN_OVER_SECONDS)


def _answers(desk):
    path = f"/v1/connected-apps/{desk.psa.app}/options"
    return desk.technician.api.call("GET", path).status_code == 200


def _killed(flight, write, when, processes):
    psa = flight.desk.psa
    psa.breaks(CALLS[when], call_of(write, psa), params=HELD, times=1)
    flight.take_off([write])
    wait_for("the call", psa.hits, ARRIVES_SECONDS)
    workers = processes.kill("PushWorker")
    psa.heals()
    return Killed(flight, workers, flight.sees(write)["syncState"])


@pytest.mark.parametrize("write", Write)
@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("when", CALLS)
def test_a_write_arrives_once_though_its_worker_was_killed(killed, processes, when, app, write):
    one = killed[when, app, write]
    assert one.workers
    assert one.state == "sending"
    one.flight.lands_once(write, TAKEN_OVER_SECONDS)
    # The worker that sent it had no time to say that it never had an answer.
    assert "outcome_unknown" not in one.flight.story(write)
    assert not one.workers & processes.of("PushWorker")


@pytest.fixture(scope="module")
def edited(stack, desks, processes):
    """A person's edit and new row in both PSAs, with the workers killed that read them."""
    found = {}
    for desk in desks:
        entry_ids = desk.books_many(len(SCHEDULES))
        for schedule, entry_id in zip(SCHEDULES, entry_ids, strict=True):
            found[schedule, desk.psa.app] = _edited(stack, desk, schedule, entry_id, processes)
    yield found
    # A poll that was killed keeps others away for three minutes: who comes next needs none of it.
    for desk, last in [(desk, _pulled_at(desk)) for desk in desks]:
        wait_for("a poll", partial(_has_pulled_since, desk, last), TAKEN_OVER_SECONDS)


def _pulled_at(desk):
    return desk.technician.connected_app()["connection"]["lastPullAt"]


def _has_pulled_since(desk, last):
    return _pulled_at(desk) != last


def _edited(stack, desk, schedule, entry_id, processes):
    psa = desk.psa
    (row,) = psa.rows_of(entry_id)
    _until_the_next_second()
    psa.person_edits(row, WRITTEN)
    booked = psa.person_books(row, *next(SLOTS), "Call back")
    psa.breaks("delay", psa.case.list_call, params={"seconds": 2})
    stack.info.run_schedule(schedule)
    wait_for("the list", psa.hits, ARRIVES_SECONDS)
    workers = processes.kill("PullWorker")
    psa.heals()
    return Edited(desk, entry_id, booked, workers)


def _until_the_next_second():
    """A stamp of whole seconds tells a reconciliation nothing of a second edit within one."""
    now = datetime.now(UTC).second
    wait_for("the next second", lambda: datetime.now(UTC).second != now, 2)


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_what_a_killed_worker_was_reading_comes_to_memtime_once(edited, processes, schedule, app):
    one = edited[schedule, app]
    technician, psa = one.desk.technician, one.desk.psa

    def of_the_new_row():
        entries = technician.api.pages("/v1/time-entries", app=app)
        return [each for each in entries if _row_id(each) == str(one.booked["id"])]

    def both_came():
        return of_the_new_row() and technician.sees(one.entry_id)["notes"] == WRITTEN

    wait_for("what the person did", both_came, ARRIVES_SECONDS)
    assert one.workers
    assert not one.workers & processes.of("PullWorker")
    (entry,) = of_the_new_row()
    assert (entry["origin"], entry["syncState"]) == ("psa", "synced")
    assert len(psa.made_for(one.entry_id)) == 1
    assert psa.made_for(entry["id"]) == []


def _row_id(entry):
    return entry["remote"] and entry["remote"]["id"]
