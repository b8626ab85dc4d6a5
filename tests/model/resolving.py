"""The resolver: find out what became of a write whose outcome nobody knows."""

from collections.abc import Iterator
from typing import Final

from tests.model.attempts import NAMES, by_id, takes_in
from tests.model.deciding import bound, observed, to_send_again, unbound, unread, updated
from tests.model.rules import Rules, Scene
from tests.model.state import (
    LIVE,
    NO_ROW,
    A,
    B,
    Entry,
    Intent,
    Move,
    Seen,
    State,
    Worker,
    after_using,
    one_more,
    with_entry,
    with_promise,
    with_worker,
)

HOLDS_AN_ANSWER: Final = frozenset({"answered", "refused", "not found", "read back"})


def resolves(state: State, index: int, rules: Rules, scene: Scene) -> Iterator[Move]:
    """Look for what became of an attempt, once nothing can arrive any more."""
    intent = state.entries[index].intent
    if intent is None or not _has_settled(state, index, rules):
        return
    name, number = NAMES[index], intent.number
    if not rules.looks_up:
        freed = with_entry(state, index, state.entries[index]._replace(intent=None))
        yield Move(f"attempt {number} of {name} expires", freed)
        return
    if intent.operation == "create":
        row = _found(state, index, rules)
        told = "nothing" if row == NO_ROW else f"row {row}"
        text = f"a worker searches the list for the marker of {name} and finds {told}"
    else:
        row = state.entries[index].bound
        text = f"a worker reads row {row} to resolve attempt {number} of {name}"
    seen = by_id(state, row) if row != NO_ROW else None
    kept = None if rules.records_by_number else state.entries[index]
    worker = Worker("looked", index, "resolve", number, kept, row, seen)
    slow = rules.waits_for_senders and any(
        other.entry == index and other.number == number and other.at in HOLDS_AN_ANSWER
        for other in state.workers
    )
    if not slow:
        yield Move(text, with_worker(state, None, worker))
    elif state.used.faults < scene.most.faults:
        used = one_more(state.used, "faults")
        late = with_worker(after_using(state, used), None, worker)
        yield Move(
            f"{text}, while the first worker still has its answer in hand", late, chance=True
        )


def _has_settled(state: State, index: int, rules: Rules) -> bool:
    if rules.waits_for_senders and any(
        worker.entry == index and worker.at in {"decided", "claimed", "waiting"}
        for worker in state.workers
    ):
        return False
    if rules.waits_for_requests and any(request.entry == index for request in state.requests):
        return False
    return not rules.waits_for_lists or all(
        row.listed for row in state.rows if row.entry == index and row.life == LIVE
    )


def _found(state: State, index: int, rules: Rules) -> int:
    generation = state.entries[index].generation
    for number, row in enumerate(state.rows):
        if row.life != LIVE or not row.listed or row.entry != index:
            continue
        if row.generation == generation and (row.ours or not rules.checks_creator):
            return number
    return NO_ROW


def resolved(done: State, worker: Worker, entry: Entry, intent: Intent, rules: Rules) -> Move:
    """Record what the look has shown."""
    index, row, seen = worker.entry, worker.row, worker.seen
    start = f"attempt {worker.number} of {NAMES[index]} is resolved:"
    if intent.operation == "create":
        if row == NO_ROW or seen is None:
            return Move(f"{start} absent", with_entry(done, index, entry._replace(intent=None)))
        broken = "" if done.rows[row].ours else "an entry is tied to a row that a person made"
        entry = bound(entry, (intent.a, intent.b), row, seen, rules)
        return takes_in(done, index, entry, f"{start} row {row} is ours", rules)._replace(
            broken=broken
        )
    if seen is None:
        gone = intent.operation == "delete"
        entry = unbound(entry, rules) if gone else unread(entry, rules)
        return Move(f"{start} the row is gone", with_entry(done, index, entry))
    return _resolved_change(done, worker, entry, intent, rules)


def _resolved_change(
    done: State, worker: Worker, entry: Entry, intent: Intent, rules: Rules
) -> Move:
    index, seen = worker.entry, worker.seen or Seen(0, 0, 0)
    start = f"attempt {worker.number} of {NAMES[index]} is resolved:"
    if intent.operation == "update" and rules.sends_again:
        if _arrived(intent, seen):
            return takes_in(
                done, index, updated(entry, intent, seen, rules), f"{start} done", rules
            )
        promise = done.promises[index]
        # The history has what is overwritten, so far as it was read.
        person = 0 if seen.a == promise.person else promise.person
        kept = promise._replace(client=promise.client or entry.a, person=person)
        again = to_send_again(entry, intent.groups, seen)
        done = with_promise(done, index, kept) if intent.groups & A else done
        return takes_in(done, index, again, f"{start} it is sent again", rules)
    freed = entry._replace(intent=None)
    looked = observed(freed, worker.row, entry.generation, seen, rules)
    return takes_in(done, index, looked, f"{start} the row stands there", rules)


def _arrived(intent: Intent, seen: Seen) -> bool:
    same_a = not intent.groups & A or seen.a == intent.a
    return same_a and (not intent.groups & B or seen.b == intent.b)
