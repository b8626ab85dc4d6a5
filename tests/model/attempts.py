"""What all steps of a worker share: the row by its id, the fence, the ways an attempt ends."""

from typing import Final

from tests.model.deciding import BrokenError, settled
from tests.model.rules import Rules
from tests.model.state import (
    LIVE,
    Entry,
    Move,
    Seen,
    State,
    Worker,
    with_entry,
    with_promise,
    with_worker,
)

NAMES: Final = "ABCDE"


def by_id(state: State, row: int) -> Seen | None:
    """The row as the PSA shows it by its id, which never lags; None when it is gone."""
    return state.rows[row].seen if state.rows[row].life == LIVE else None


def gives_up(state: State, worker: Worker, rules: Rules) -> Move:
    """The worker waits no longer; the intent stays, as nobody knows the outcome."""
    after = with_worker(state, worker, None)
    text = f"the worker of attempt {worker.number} of {NAMES[worker.entry]} waits no longer"
    if not rules.announces and holds(state.entries[worker.entry], worker, rules):
        entry = after.entries[worker.entry]._replace(intent=None)
        after, text = with_entry(after, worker.entry, entry), f"{text} and lets another try"
    return Move(text, after)


def lets_go(state: State, worker: Worker, rules: Rules, *, missing: bool = False) -> State:
    """End an attempt of which it is certain that nothing was committed."""
    after, entry = with_worker(state, worker, None), state.entries[worker.entry]
    if not holds(entry, worker, rules):
        return after
    return with_entry(after, worker.entry, entry._replace(intent=None, missing=missing))


def holds(entry: Entry, worker: Worker, rules: Rules) -> bool:
    """The fence: only the newest attempt may record."""
    if not rules.records_by_number:
        return True
    return entry.intent is not None and entry.intent.number == worker.number


def takes_in(state: State, index: int, entry: Entry, text: str, rules: Rules) -> Move:
    """Save an observation with the decisions that follow from it."""
    try:
        entry, promise = settled(entry, state.promises[index], rules)
    except BrokenError as error:
        return Move(text, state, broken=str(error))
    return Move(text, with_promise(with_entry(state, index, entry), index, promise))
