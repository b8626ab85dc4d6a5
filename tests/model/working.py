"""The push workers: decide, look, claim, send, record; any of them may die between two steps."""

from collections.abc import Iterator

from tests.model.attempts import NAMES, by_id, gives_up, holds, lets_go, takes_in
from tests.model.deciding import (
    BrokenError,
    bound,
    claimed,
    observed,
    settled,
    unbound,
    updated,
    verified,
    wanted,
)
from tests.model.resolving import resolved, resolves
from tests.model.rules import Rules, Scene
from tests.model.state import (
    NOT_READ,
    A,
    B,
    Base,
    Entry,
    Move,
    Request,
    State,
    Worker,
    with_entry,
    with_promise,
    with_worker,
)


def begins(state: State, rules: Rules, scene: Scene) -> Iterator[Move]:
    """A message is delivered, for the first time or again: a worker decides on what it reads."""
    if len(state.workers) >= scene.workers:
        return
    for index in range(len(state.entries)):
        entry, promise = state.entries[index], state.promises[index]
        try:
            decided, promise = settled(entry, promise, rules)
        except BrokenError as error:
            yield Move(f"a worker decides on {NAMES[index]}", state, broken=str(error))
            continue
        at = with_promise(with_entry(state, index, decided), index, promise)
        action, groups = wanted(decided, rules)
        if action == "resolve":
            yield from resolves(at, index, rules, scene)
        elif action in {"create", "update", "delete", "verify"} and not decided.missing:
            yield _first_step(at, index, action, groups, rules)
        elif decided != entry:
            yield Move(f"a worker takes over the PSA's side of {NAMES[index]}", at)


def _first_step(state: State, index: int, action: str, groups: int, rules: Rules) -> Move:
    entry = state.entries[index]
    if action == "create":
        if rules.claims_on_what_it_read:
            return _claims(state, None, index, "create", groups, rules)
        worker = Worker("decided", index, action, known=entry)
        return Move(f"a worker decides to create {NAMES[index]}", with_worker(state, None, worker))
    if rules.reads_before or action == "verify":
        worker = Worker("looked", index, action, 0, entry, entry.bound, by_id(state, entry.bound))
        text = f"a worker reads row {entry.bound} for the {action} of {NAMES[index]}"
        return Move(text, with_worker(state, None, worker))
    return _claims(state, None, index, action, groups, rules)


def _claims(
    state: State, former: Worker | None, index: int, action: str, groups: int, rules: Rules
) -> Move:
    entry = state.entries[index]
    broken = _unseen(state, former, entry, action)
    if action == "update" and not rules.sends_changed_groups:
        groups = A | B
    entry = claimed(entry, action, groups)
    kept = None if rules.records_by_number and rules.claims_on_what_it_read else entry
    worker = Worker("claimed", index, action, entry.attempts, kept, entry.bound)
    after = with_worker(with_entry(state, index, entry), former, worker)
    text = f"a worker claims attempt {entry.attempts}, the {action} of {NAMES[index]}"
    return Move(text, after, broken=broken)


def _unseen(state: State, looked: Worker | None, entry: Entry, action: str) -> str:
    """What the worker knew, or could have known, and did not heed."""
    if action == "create" or entry.remote is None:
        return ""
    seen = looked.seen if looked else by_id(state, entry.bound)
    if seen is None:
        return ""
    if seen.locked:
        return f"the {action} of a row that is locked"
    if (seen.a, seen.b) != (entry.remote.a, entry.remote.b):
        return f"the {action} of a row with an edit that nobody has looked at"
    return ""


# Going on


def goes_on(state: State, worker: Worker, rules: Rules) -> Iterator[Move]:
    """The worker's next step."""
    name = NAMES[worker.entry]
    if worker.at == "decided" and worker.known is not None:
        before = with_entry(state, worker.entry, worker.known)
        yield _claims(before, worker, worker.entry, worker.operation, A | B, rules)
    elif worker.at == "claimed":
        yield _sends(state, worker)
    elif worker.at == "waiting":
        yield from _times_out(state, worker, rules)
    elif worker.at == "looked" and worker.operation in {"update", "delete"}:
        yield _writes_what_it_looked_at(state, worker, rules)
    elif worker.at == "answered" and worker.operation == "update" and worker.seen is None:
        seen = by_id(state, worker.row)
        reads = with_worker(state, worker, worker._replace(at="read back", seen=seen))
        yield Move(f"the worker reads back row {worker.row}", reads)
    else:
        yield _records(state, worker, name, rules)


def _sends(state: State, worker: Worker) -> Move:
    entry = worker.known or state.entries[worker.entry]
    intent = entry.intent
    a, b, groups = (intent.a, intent.b, intent.groups) if intent else (entry.a, entry.b, A | B)
    request = Request(
        worker.entry, worker.operation, worker.number, worker.row, entry.generation, a, b, groups
    )
    requests = tuple(sorted((*state.requests, request)))
    after = with_worker(state._replace(requests=requests), worker, worker._replace(at="waiting"))
    return Move(f"the worker sends attempt {worker.number} of {NAMES[worker.entry]}", after)


def _times_out(state: State, worker: Worker, rules: Rules) -> Iterator[Move]:
    """Waiting in vain is certain once nothing is on its way; before, it is a fault of its own."""
    if any(_is_of(request, worker) for request in state.requests):
        return
    yield gives_up(state, worker, rules)


def _is_of(request: Request, worker: Worker) -> bool:
    return (request.entry, request.number) == (worker.entry, worker.number)


def _writes_what_it_looked_at(state: State, worker: Worker, rules: Rules) -> Move:
    index, name = worker.entry, NAMES[worker.entry]
    entry, done = state.entries[index], with_worker(state, worker, None)
    if rules.claims_on_what_it_read and entry != worker.known:
        return Move(f"the worker of {name} is too late, the entry was written meanwhile", done)
    if worker.seen is None and worker.operation == "update":
        shown = with_entry(done, index, entry._replace(missing=True))
        return Move(f"the worker shows that the row of {name} is missing", shown)
    if worker.seen is not None:
        seen = observed(entry, worker.row, entry.generation, worker.seen, rules)
        if seen != entry:
            return takes_in(done, index, seen, f"the worker takes in what it read of {name}", rules)
    action, groups = wanted(entry, rules)
    if action != worker.operation:
        return Move(f"the worker finds nothing to {worker.operation} of {name}", done)
    return _claims(state, worker, index, action, groups, rules)


# Recording


def _records(state: State, worker: Worker, name: str, rules: Rules) -> Move:
    index, entry = worker.entry, state.entries[worker.entry]
    done = with_worker(state, worker, None)
    if worker.operation == "verify":
        return _verifies(done, worker, name, rules)
    if not holds(entry, worker, rules):
        return Move(f"the worker of attempt {worker.number} of {name} records nothing", done)
    intent = entry.intent or (worker.known and worker.known.intent)
    if worker.at in {"refused", "not found"} or intent is None:
        freed = lets_go(state, worker, rules, missing=worker.at == "not found")
        return Move(f"attempt {worker.number} of {name} ends without a write", freed)
    if worker.operation == "resolve":
        return resolved(done, worker, entry, intent, rules)
    text = f"the worker records the {worker.operation} of {name}"
    if worker.operation == "create":
        entry = bound(entry, (intent.a, intent.b), worker.row, worker.seen, rules)
    elif worker.operation == "delete":
        entry = unbound(entry, rules)
    elif worker.seen is None:
        base = Base(intent.a, (entry.base or Base(0, intent.b, 0, 0)).local_b, NOT_READ, NOT_READ)
        entry = entry._replace(intent=None, base=base)
    else:
        entry = updated(entry, intent, worker.seen, rules)
    return takes_in(done, index, entry, text, rules)


def _verifies(done: State, worker: Worker, name: str, rules: Rules) -> Move:
    index, entry = worker.entry, done.entries[worker.entry]
    if worker.seen is None:
        missing = entry._replace(missing=True) if entry == worker.known else entry
        shown = with_entry(done, index, missing)
        return Move(f"the worker shows that the row of {name} is missing", shown)
    read = verified(entry, worker.row, worker.seen, rules)
    return takes_in(done, index, read, f"the worker notes what the PSA stored of {name}", rules)
