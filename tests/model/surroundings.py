"""Everything around the workers: clients, people in the PSA, polls, reconciliation, crashes."""

from collections.abc import Iterator

from tests.model.attempts import NAMES, lets_go, takes_in
from tests.model.deciding import BrokenError, is_in_step, observed, unbound
from tests.model.psa import dead, without_unseen_edits
from tests.model.rules import Rules, Scene
from tests.model.state import (
    BY_PERSON,
    LIVE,
    NO_ROW,
    NOT_READ,
    PERSONS,
    Entry,
    Move,
    Page,
    Row,
    State,
    after_using,
    in_psa_words,
    one_more,
    with_entry,
    with_new_row,
    with_promise,
    with_row,
    with_worker,
)


def clients(state: State, scene: Scene) -> Iterator[Move]:
    """A client edits, deletes, or makes a deleted entry anew; each is acknowledged."""
    used = state.used
    for index, entry in enumerate(state.entries):
        if entry.erased or (entry.remote is not None and entry.remote.locked):
            continue
        if used.edits < scene.most.edits:
            yield _edits(state, index, entry, scene.first_value + 1 + used.edits)
            if entry.deleted:
                yield _edits(state, index, entry, entry.a)
        if used.deletes < scene.most.deletes and not entry.deleted:
            promise = state.promises[index]._replace(deleted=True)
            after = with_entry(state, index, entry._replace(deleted=True, missing=False))
            after = with_promise(after, index, promise)
            after = after_using(after, one_more(used, "deletes"))
            yield Move(f"the client deletes {NAMES[index]}", after, chance=True)


def _edits(state: State, index: int, entry: Entry, value: int) -> Move:
    used, promise = state.used, state.promises[index]
    # A new making has a marker of its own, unless the row is still bound or on its way.
    anew = entry.deleted and entry.bound == NO_ROW and entry.intent is None
    text = f"makes {NAMES[index]} anew" if entry.deleted else f"edits {NAMES[index]}"
    person = 0 if promise.person == entry.a else promise.person
    edited = entry._replace(
        a=value,
        deleted=False,
        missing=False,
        generation=entry.generation + 1 if anew else entry.generation,
    )
    promise = promise._replace(client=value, person=person, deleted=False)
    after = with_promise(with_entry(state, index, edited), index, promise)
    after = after_using(after, one_more(used, "edits"))
    return Move(f"the client {text}: {value}", after, chance=True)


def people(state: State, rules: Rules, scene: Scene) -> Iterator[Move]:
    """A person works on rows of ours in the PSA itself."""
    for number, row in enumerate(state.rows):
        if row.life == LIVE and row.ours:
            yield from _locks(state, number, row, scene)
            if not row.seen.locked:
                yield from _person_edits(state, number, row, rules, scene)
                yield from _person_copies_or_deletes(state, number, row, scene)


def _locks(state: State, number: int, row: Row, scene: Scene) -> Iterator[Move]:
    used, seen = state.used, row.seen
    if used.locks < scene.most.locks:
        turned = seen._replace(locked=not seen.locked, stamp=seen.stamp + 1)
        after = with_row(state, number, row._replace(seen=turned))
        after = after_using(after, one_more(used, "locks"))
        verb = "unlocks" if seen.locked else "locks"
        yield Move(f"a person {verb} row {number}", after, chance=True)


def _person_edits(
    state: State, number: int, row: Row, rules: Rules, scene: Scene
) -> Iterator[Move]:
    used, entry = state.used, state.entries[row.entry]
    if used.person_edits >= scene.most.person_edits:
        return
    unread = entry.bound != number or entry.base is None or entry.base.remote_a == NOT_READ
    if rules.person_waits_for_read_back and unread:
        return
    value, promise = PERSONS + 1 + used.person_edits, state.promises[row.entry]
    newer = row.seen._replace(stamp=row.seen.stamp + 1, by_us=False)
    edited = after_using(state, one_more(used, "person_edits"))
    other = with_row(edited, number, row._replace(seen=newer._replace(b=value)))
    other = with_promise(other, row.entry, promise._replace(person_b=value))
    yield Move(f"a person edits the other group of row {number}: {value}", other, chance=True)
    if rules.person_waits_for_read_back and entry.intent is not None and not scene.answers_row:
        return
    same = with_row(edited, number, row._replace(seen=newer._replace(a=value)))
    same = with_promise(same, row.entry, promise._replace(person=value))
    yield Move(f"a person edits the same group of row {number}: {value}", same, chance=True)


def _person_copies_or_deletes(state: State, number: int, row: Row, scene: Scene) -> Iterator[Move]:
    used = state.used
    if used.copies < scene.most.copies:
        copy = row._replace(ours=False, listed=True, seen=row.seen._replace(by_us=False))
        after = with_new_row(state, copy)
        after = after_using(after, one_more(used, "copies"))
        yield Move(f"a person copies row {number}, marker included", after, chance=True)
    if used.person_deletes < scene.most.person_deletes:
        after = with_row(state, number, dead(row, BY_PERSON))
        after = after_using(after, one_more(used, "person_deletes"))
        after = without_unseen_edits(after, row.entry)
        yield Move(f"a person deletes row {number}", after, chance=True)


# Polls


def polls(state: State, rules: Rules, scene: Scene) -> Iterator[Move]:
    """A poll reads a row of the list and applies it, at once or with an old page later."""
    for number, row in enumerate(state.rows):
        if row.life != LIVE or not row.listed or not row.ours:
            continue
        page = Page(number, row.entry, row.generation, row.seen)
        move = _applies(state, page, f"a poll takes in row {number}", rules)
        if move.broken or move.after != state:
            yield move
        if state.used.old_pages < scene.most.old_pages:
            used = one_more(state.used, "old_pages")
            held = state._replace(pages=(*state.pages, page), used=used)
            yield Move(f"a poll reads row {number} and is slow", held, chance=True)
    for place, page in enumerate(state.pages):
        rest = state._replace(pages=(*state.pages[:place], *state.pages[place + 1 :]))
        yield _applies(rest, page, f"the slow poll takes in row {page.row} as it was", rules)


def _applies(state: State, page: Page, text: str, rules: Rules) -> Move:
    entry = state.entries[page.entry]
    try:
        seen = observed(entry, page.row, page.generation, page.seen, rules)
    except BrokenError as error:
        return Move(text, state, broken=str(error))
    return Move(text, state) if seen == entry else takes_in(state, page.entry, seen, text, rules)


# Reconciliation


def reconciles(state: State, rules: Rules) -> Iterator[Move]:
    """A row that is proven gone is a delete, unless Memtime's side was edited since."""
    for index, entry in enumerate(state.entries):
        if entry.bound == NO_ROW or entry.intent is not None:
            continue
        row = state.rows[entry.bound]
        if row.life == LIVE and rules.lists_prove_nothing:
            continue
        if row.life != LIVE or not row.listed:
            yield _carries_out(state, index, entry, row, rules)


def _carries_out(state: State, index: int, entry: Entry, row: Row, rules: Rules) -> Move:
    text = f"reconciliation finds the row of {NAMES[index]} gone"
    broken = "an entry is taken for deleted while its row lives" if row.life == LIVE else ""
    edited = entry.base is None or (entry.a, entry.b) != (entry.base.local_a, entry.base.local_b)
    freed = unbound(entry, rules)
    if edited or entry.deleted:
        return Move(text, with_entry(state, index, freed), broken=broken)
    after = with_entry(state, index, freed._replace(deleted=True))
    if row.life == BY_PERSON:
        promise = state.promises[index]._replace(deleted=True)
        after = with_promise(after, index, promise)
    return Move(text, after, broken=broken)


# Faults


def faults(state: State, rules: Rules, scene: Scene) -> Iterator[Move]:
    """A worker dies where it stands, or finds that it is too late to send."""
    if state.used.faults >= scene.most.faults:
        return
    hurt = after_using(state, one_more(state.used, "faults"))
    for worker in state.workers:
        after = with_worker(hurt, worker, None)
        text = f"the worker of {NAMES[worker.entry]} dies ({worker.operation}, {worker.at})"
        yield Move(text, after, chance=True)
        if worker.at == "claimed":
            text = f"attempt {worker.number} of {NAMES[worker.entry]} is too late and given back"
            yield Move(text, lets_go(hurt, worker, rules), chance=True)


# Rest


def unrest(state: State) -> str:
    """What is wrong in a state in which nothing is left to do; empty when all is well."""
    bound = {entry.bound for entry in state.entries}
    for number, row in enumerate(state.rows):
        if row.life == LIVE and row.ours and number not in bound:
            return f"row {number} is left behind, no entry knows it"
    for index, entry in enumerate(state.entries):
        if wrong := _wrong(state, index, entry):
            return f"at rest, {wrong} ({NAMES[index]})"
    return ""


def _wrong(state: State, index: int, entry: Entry) -> str:
    promise = state.promises[index]
    held = entry.remote is not None and entry.remote.locked
    if entry.deleted != promise.deleted:
        return "the client was told otherwise about the delete"
    if entry.deleted:
        return "" if entry.bound == NO_ROW or held else "a delete was not carried out"
    if entry.bound == NO_ROW or state.rows[entry.bound].life != LIVE:
        return "the entry has no row in the PSA"
    if not held and not is_in_step(entry, state.rows[entry.bound].seen):
        return "the two sides differ"
    if in_psa_words(entry.a) not in {in_psa_words(promise.client), promise.person}:
        return "an acknowledged edit is lost"
    return "a person's edit is lost" if promise.person_b not in {0, entry.b} else ""
