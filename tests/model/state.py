"""What the model knows: small immutable tuples, so that a state is its own key.

A time entry has two groups of fields that are compared on their own: `a`, which clients and people
in the PSA edit, and `b`, which only people in the PSA edit. A value tells who wrote it: below 10 a
client, below 20 the PSA's own words for a client's value, from 20 on a person.
"""

from functools import cache
from typing import Final, NamedTuple

A: Final = 1
B: Final = 2
FIRST_VALUE: Final = 1
PERSONS: Final = 20
NOT_READ: Final = -1
NO_ROW: Final = -1

BY_US: Final = 0
LIVE: Final = 1
BY_PERSON: Final = 2


def in_psa_words(value: int) -> int:
    """What the PSA stores when it is sent this value: never quite what was sent."""
    return value + 10 if value < 10 else value


class Seen(NamedTuple):
    """A row as somebody read it at some moment."""

    a: int
    b: int
    stamp: int
    locked: bool = False
    by_us: bool = True


def stored(a: int, b: int, stamp: int) -> Seen:
    """What the PSA makes of a write."""
    return Seen(in_psa_words(a), in_psa_words(b), stamp)


class Row(NamedTuple):
    """A row of the PSA; its id is its place in the tuple of rows.

    Attributes:
        life: LIVE, or who deleted it.
        listed: False while the PSA's lists do not show it yet.
    """

    entry: int
    generation: int
    ours: bool
    seen: Seen
    life: int = LIVE
    listed: bool = True


class Base(NamedTuple):
    """Both sides when they were last equal; the PSA's side is NOT_READ until it was."""

    local_a: int
    local_b: int
    remote_a: int
    remote_b: int


class Intent(NamedTuple):
    """A write that was announced before it was sent."""

    number: int
    operation: str
    a: int
    b: int
    groups: int


class Entry(NamedTuple):
    """The entry's row in our table.

    Attributes:
        missing: The problem that the PSA's row is not found any more is shown.
        erased: The row is gone from the table; only a weakened variant does that.
    """

    a: int = FIRST_VALUE
    b: int = FIRST_VALUE
    deleted: bool = False
    bound: int = NO_ROW
    remote: Seen | None = None
    base: Base | None = None
    intent: Intent | None = None
    attempts: int = 0
    generation: int = 1
    missing: bool = False
    erased: bool = False


class Promise(NamedTuple):
    """What people may count on, kept beside the system, which never reads it.

    Attributes:
        client: The client's value of `a` that must not be lost, 0 when a person's replaced it
            and the history has it.
        person: The person's value of `a` that may stand at the end as well, 0 when none may.
        person_b: The person's value of `b` that must stand at the end, 0 when any may.
        deleted: The client was told that the entry is deleted.
    """

    client: int = FIRST_VALUE
    person: int = 0
    person_b: int = 0
    deleted: bool = False


class Request(NamedTuple):
    """A write on its way to the PSA, or in it."""

    entry: int
    operation: str
    number: int
    row: int
    generation: int
    a: int
    b: int
    groups: int


class Worker(NamedTuple):
    """A worker between two of its steps, with what it holds in memory.

    Attributes:
        at: Where it stands.
        known: The entry as it was when it decided.
        row: The row it looked at, was answered with or found.
        seen: That row as it was read, None when it was not there or not told.
    """

    at: str
    entry: int
    operation: str
    number: int = 0
    known: Entry | None = None
    row: int = NO_ROW
    seen: Seen | None = None


class Page(NamedTuple):
    """A row that a poll has read and not yet applied."""

    row: int
    entry: int
    generation: int
    seen: Seen


class Used(NamedTuple):
    """How often each thing that need not happen has happened."""

    edits: int = 0
    deletes: int = 0
    person_edits: int = 0
    person_deletes: int = 0
    copies: int = 0
    locks: int = 0
    faults: int = 0
    old_pages: int = 0


NOT_USED: Final = Used()


class State(NamedTuple):
    """Everything, at one moment."""

    entries: tuple[Entry, ...]
    promises: tuple[Promise, ...]
    rows: tuple[Row, ...]
    requests: tuple[Request, ...]
    workers: tuple[Worker, ...]
    pages: tuple[Page, ...]
    used: Used


class Move(NamedTuple):
    """One step to a next state.

    Attributes:
        chance: True for what need not happen: people, clients and faults.
        broken: The promise that this step breaks, empty when it breaks none.
    """

    text: str
    after: State
    chance: bool = False
    broken: str = ""


def with_entry(state: State, index: int, entry: Entry) -> State:
    """The state with this entry in its place."""
    entries = (*state.entries[:index], entry, *state.entries[index + 1 :])
    return State(entries, *state[1:])


def with_promise(state: State, index: int, promise: Promise) -> State:
    """The state with this promise in its place."""
    promises = (*state.promises[:index], promise, *state.promises[index + 1 :])
    return State(state.entries, promises, *state[2:])


def with_row(state: State, index: int, row: Row) -> State:
    """The state with this row in its place."""
    rows = (*state.rows[:index], row, *state.rows[index + 1 :])
    return State(state.entries, state.promises, rows, *state[3:])


def with_new_row(state: State, row: Row) -> State:
    """The state with one row more."""
    return State(state.entries, state.promises, (*state.rows, row), *state[3:])


def with_worker(state: State, former: Worker | None, worker: Worker | None) -> State:
    """The state with one worker moved on; workers are alike, so their order says nothing."""
    workers = list(state.workers)
    if former is not None:
        workers.remove(former)
    if worker is not None:
        workers.append(worker)
    if len(workers) > 1:
        workers.sort(key=_place)
    return State(*state[:4], tuple(workers), state.pages, state.used)


def _place(worker: Worker) -> tuple[object, ...]:
    seen = worker.seen or ()
    return (worker.entry, worker.at, worker.operation, worker.number, worker.row, seen)


def without_request(state: State, request: Request) -> State:
    """The state after the request has ended."""
    requests = list(state.requests)
    requests.remove(request)
    return State(*state[:3], tuple(requests), *state[4:])


@cache
def one_more(used: Used, what: str) -> Used:
    """What has happened, with one more of this."""
    return used._replace(**{what: getattr(used, what) + 1})


def after_using(state: State, used: Used) -> State:
    """The state with this count of what has happened; a plain tuple, as it is made so often."""
    return State(*state[:6], used)
