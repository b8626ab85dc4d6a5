"""The PSA: commits a write now, later or never, and its answer may be lost on the way."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from tests.model.attempts import NAMES, gives_up, lets_go
from tests.model.rules import Rules, Scene
from tests.model.state import (
    BY_US,
    LIVE,
    A,
    B,
    Move,
    Request,
    Row,
    Seen,
    State,
    Worker,
    after_using,
    one_more,
    stored,
    with_new_row,
    with_promise,
    with_row,
    with_worker,
    without_request,
)

OUTCOMES: Final = {
    "answered": "commits",
    "refused": "refuses, as the row is locked,",
    "not found": "has no row for",
}


def commits(state: State, rules: Rules, scene: Scene) -> Iterator[Move]:
    """What may become of the writes that are on their way."""
    may_fail = state.used.faults < scene.most.faults
    for request in state.requests:
        worker = _waiting(state, request)
        outcome, row, seen, after, broken = _committed(state, request, rules, scene)
        text = f"the PSA {OUTCOMES[outcome]} attempt {request.number} of {NAMES[request.entry]}"
        if worker is None:
            yield Move(f"{text}, late", after, broken=broken)
        else:
            told = worker._replace(at=outcome, row=row, seen=seen)
            yield Move(text, with_worker(after, worker, told), broken=broken)
        if may_fail:
            yield from _faults(state, request, worker, after, rules)


def _waiting(state: State, request: Request) -> Worker | None:
    attempt = (request.entry, request.operation, request.number)
    for worker in state.workers:
        if worker.at == "waiting" and worker[1:4] == attempt:
            return worker
    return None


def _faults(
    state: State, request: Request, worker: Worker | None, after: State, rules: Rules
) -> Iterator[Move]:
    used = one_more(state.used, "faults")
    name = f"attempt {request.number} of {NAMES[request.entry]}"
    lost = after_using(without_request(state, request), used)
    yield Move(f"{name} never reaches the PSA", lost, chance=True)
    if worker is None:
        return
    yield Move(f"the PSA commits {name}, its answer is lost", after_using(after, used), chance=True)
    slow = gives_up(after_using(state, used), worker, rules)
    yield slow._replace(text=f"{slow.text} while the PSA is still at it", chance=True)
    refused = lets_go(lost, worker, rules)
    yield Move(f"the PSA is busy and refuses {name}", refused, chance=True)


def _committed(
    state: State, request: Request, rules: Rules, scene: Scene
) -> tuple[str, int, Seen | None, State, str]:
    """What the worker is told, of which row, and the state after it."""
    state = without_request(state, request)
    if request.operation == "create":
        seen = stored(request.a, request.b, 1)
        row = Row(request.entry, request.generation, True, seen, listed=not scene.lists_lag)
        after = with_new_row(state, row)
        return "answered", len(state.rows), seen if scene.answers_row else None, after, ""
    row = state.rows[request.row]
    if row.life != LIVE:
        told = "answered" if request.operation == "delete" else "not found"
        return told, request.row, None, state, ""
    if row.seen.locked:
        return "refused", request.row, None, state, ""
    if request.operation == "delete":
        after = with_row(state, request.row, dead(row, BY_US))
        return "answered", request.row, None, without_unseen_edits(after, request.entry), ""
    return _updated(state, request, row, scene)


def _updated(
    state: State, request: Request, row: Row, scene: Scene
) -> tuple[str, int, Seen | None, State, str]:
    new = stored(request.a, request.b, row.seen.stamp + 1)
    seen = row.seen._replace(
        a=new.a if request.groups & A else row.seen.a,
        b=new.b if request.groups & B else row.seen.b,
        stamp=new.stamp,
        by_us=True,
    )
    # Clients never edit this group in the model, so no update has a reason to touch it.
    broken = "" if seen.b == row.seen.b else "a person's edit of another group is overwritten"
    after = with_row(state, request.row, row._replace(seen=seen))
    return "answered", request.row, seen if scene.answers_row else None, after, broken


@cache
def dead(row: Row, life: int) -> Row:
    """The row after its delete; what it held matters to nobody any more."""
    return Row(row.entry, row.generation, row.ours, Seen(0, 0, 0), life)


def without_unseen_edits(state: State, index: int) -> State:
    """A person's edit that nobody has read goes with the row; no PSA can delete on a condition."""
    promise, entry = state.promises[index], state.entries[index]
    if promise.person_b in {0, entry.b}:
        return state
    return with_promise(state, index, promise._replace(person_b=0))


def lists_catch_up(state: State) -> Iterator[Move]:
    """A row appears in the PSA's lists."""
    for number, row in enumerate(state.rows):
        if not row.listed:
            yield Move(
                f"lists show row {number}", with_row(state, number, row._replace(listed=True))
            )


def twice(rows: tuple[Row, ...]) -> str:
    """The promise of one row per marker."""
    seen: set[tuple[int, int]] = set()
    for row in rows:
        if row.life == LIVE and row.ours:
            marker = (row.entry, row.generation)
            if marker in seen:
                return "two rows of one marker: the work is billed twice"
            seen.add(marker)
    return ""
