"""Ways to break the protocol: each a change of one place in the code, with what it forgets."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Mutant:
    """One change.

    Attributes:
        name: What the protocol forgets.
        path: The file below `shared/psa_sync`.
        before: Text that must stand there exactly once.
        after: What stands there instead.
    """

    name: str
    path: str
    before: str
    after: str


INTENTS, PLAN, SEEN = "domain/intents.py", "domain/plan.py", "domain/observations.py"
WRITING, ROW, RESOLVE = "sync/writing.py", "sync/write_row.py", "sync/resolve_intent.py"
PUSH, PULL, OBSERVE = "sync/push_entry.py", "sync/pull_changes.py", "sync/observe_rows.py"

MUTANTS: Final = (
    Mutant("no settle wait", INTENTS, "resolve_after=now + settle", "resolve_after=now"),
    Mutant(
        "no fence",
        INTENTS,
        "if entry.intent is None or entry.intent.number != number:",
        "if entry.intent is None:",
    ),
    Mutant(
        "an attempt that was let go may still record",
        INTENTS,
        "number=entry.attempts + 1",
        "number=1",
    ),
    Mutant(
        "sent before it is announced",
        ROW,
        "    claimed = writing.claimed(Operation.CREATE, ALL_GROUPS)\n",
        "    psa.create(draft)\n    claimed = writing.claimed(Operation.CREATE, ALL_GROUPS)\n",
    ),
    Mutant(
        "create tried again at once",
        ROW,
        "    written = _sent(writing, claimed, lambda: psa.create(draft))\n",
        "    written = _sent(writing, claimed, lambda: psa.create(draft))\n"
        "    written = written or _sent(writing, claimed, lambda: psa.create(draft))\n",
    ),
    Mutant(
        "an unknown outcome counts as a failure",
        ROW,
        "        writing.leave_in_doubt(claimed)\n",
        "        writing.give_back(claimed)\n",
    ),
    Mutant(
        "an unknown outcome counts as absent",
        RESOLVE,
        "    if not rows:\n",
        "    if rows is not None:\n",
    ),
    Mutant(
        "look-up of one page only",
        RESOLVE,
        "        page = found.next_page\n",
        "        page = None\n",
    ),
    Mutant(
        "look-up of the wrong days",
        RESOLVE,
        "    middle = work_date(intent.sent_start, person.time_zone)",
        "    middle = work_date(intent.sent_start, person.time_zone) + day * 5",
    ),
    Mutant(
        "marker without generation",
        SEEN,
        "not ours or row.marker != entry.marker",
        "not ours or row.marker is None",
    ),
    Mutant(
        "adopted without looking at the creator",
        SEEN,
        "not ours or row.marker != entry.marker",
        "row.marker != entry.marker",
    ),
    Mutant(
        "our own row imported as new",
        OBSERVE,
        "        if row.marker is not None and self._ours(row):\n",
        "        if row.marker is None and self._ours(row):\n",
    ),
    Mutant(
        "a copy taken for our own row",
        OBSERVE,
        "        return own_id is None or row.created_by == own_id\n",
        "        return True\n",
    ),
    Mutant(
        "echo told by its author",
        SEEN,
        "    if entry.psa_id != row.psa_id or entry.intent is not None:\n",
        "    if ours or entry.psa_id != row.psa_id or entry.intent is not None:\n",
    ),
    Mutant(
        "an older page taken for news",
        SEEN,
        "    return bool(stamp) and stamp < last\n",
        "    return False\n",
    ),
    Mutant(
        "read back forgotten",
        PLAN,
        "    if entry.remote is None or entry.base is None or entry.base.remote is None:\n"
        "        return Step(Action.VERIFY)\n",
        "    if entry.remote is None or entry.base is None or entry.base.remote is None:\n"
        "        return NOTHING\n",
    ),
    Mutant(
        "all fields written over",
        ROW,
        "lambda: psa.update(psa_id, draft, step.groups)",
        "lambda: psa.update(psa_id, draft, ALL_GROUPS)",
    ),
    Mutant(
        "no look before an update",
        ROW,
        "    if moved := _moved(writing, psa):\n        return moved\n    step =",
        "    step =",
    ),
    Mutant(
        "no look before a delete",
        ROW,
        "        if moved := _moved(writing, psa):\n            return moved\n    except",
        "        pass\n    except",
    ),
    Mutant(
        "an update that was cut off taken for a person's edit",
        RESOLVE,
        "            lambda current: send_again(current, intent.number, row),\n",
        "            lambda current: observed(\n"
        "                let_go(current, intent.number), row, ours=False, now=now\n"
        "            ),\n",
    ),
    Mutant(
        "what an update replaced is not kept",
        RESOLVE,
        'groups=", ".join(intent.groups), **replaced)',
        'groups=", ".join(intent.groups))',
    ),
    Mutant(
        "policy ignored",
        PLAN,
        "    if policy is ConflictPolicy.PSA_WINS:\n",
        "    if policy is ConflictPolicy.ASK:\n",
    ),
    Mutant(
        "the loser of a conflict forgotten",
        SEEN,
        'what="accepted_from_psa", detail=lost_values(entry.local, merged, groups)',
        'what="accepted_from_psa", detail={}',
    ),
    Mutant(
        "lock ignored",
        PLAN,
        "    return _held(entry) if entry.locked else Step(Action.UPDATE, ours)\n",
        "    return Step(Action.UPDATE, ours)\n",
    ),
    Mutant(
        "lock ignored by a delete",
        PLAN,
        "    if entry.locked:\n        return _held(entry)\n    return Step(Action.DELETE)\n",
        "    return Step(Action.DELETE)\n",
    ),
    Mutant(
        "an edit in the PSA does not stop a delete",
        PLAN,
        "    if theirs:\n        return Step(Action.RESTORE, theirs)\n",
        "",
    ),
    Mutant(
        "a deleted entry made again",
        PLAN,
        "        idle = entry.deleted_at is not None or entry.draft\n",
        "        idle = entry.draft\n",
    ),
    Mutant(
        "a refusal tried for ever",
        PLAN,
        "    return step if problem.code == ASKED or step.action is Action.VERIFY else NOTHING\n",
        "    return step\n",
    ),
    Mutant(
        "parking forgotten",
        INTENTS,
        "problem=kept, waiting_until=until, failures",
        "problem=kept, waiting_until=None, failures",
    ),
    Mutant(
        "due_at not set",
        "sync/saving.py",
        "replace(entry, due_at=due_at)",
        "replace(entry, due_at=None)",
    ),
    Mutant(
        "the end of the wait not set",
        "domain/sync_state.py",
        "        return max(entry.intent.resolve_after, entry.waiting_until or now)\n",
        "        return None\n",
    ),
    Mutant(
        "version not counted",
        "domain/client_edits.py",
        "        version=entry.version + 1,\n",
        "        version=entry.version,\n",
    ),
    Mutant(
        "the version that a client saw not compared",
        "domain/client_edits.py",
        '    if if_match != entry.version:\n        raise EditRefusedError("version_conflict"',
        '    if if_match is None:\n        raise EditRefusedError("version_conflict"',
    ),
    Mutant(
        "made anew under the old marker",
        "domain/client_edits.py",
        "entry.generation + 1 if free else entry.generation",
        "entry.generation",
    ),
    Mutant(
        "receipt skipped",
        INTENTS,
        "    if off <= HOURS_TOLERANCE_SECONDS and day == row.work_date:\n",
        "    if off <= HOURS_TOLERANCE_SECONDS or day == row.work_date:\n",
    ),
    Mutant(
        "hours as floats",
        "domain/hours.py",
        "(Decimal(seconds) / SECONDS_PER_HOUR).quantize(quantum, rounding=ROUND_HALF_UP)",
        "Decimal(str(round(seconds / SECONDS_PER_HOUR, 2))).quantize(quantum)",
    ),
    Mutant(
        "break counted as work",
        "domain/content.py",
        "        return int((self.end - self.start).total_seconds()) - self.break_seconds\n",
        "        return int((self.end - self.start).total_seconds())\n",
    ),
    Mutant(
        "cursor moved before the rows are stored",
        PULL,
        "        observer.take_in(found.rows)\n",
        "        effects.cursors.finish(\n"
        "            job.account, job.app, position=found.newest, at=effects.clock()\n"
        "        )\n"
        "        observer.take_in(found.rows)\n",
    ),
    Mutant(
        "cursor in our own time",
        PULL,
        "position=newest, at=effects.clock())",
        'position=effects.clock().strftime("%Y-%m-%dT%H:%M:%SZ"), at=effects.clock())',
    ),
    Mutant(
        "cursor moved back",
        PULL,
        "max(filter(None, (since, newest, found.newest)), default=None)",
        "found.newest or newest",
    ),
    Mutant(
        "rows missing from a walk",
        PULL,
        "        page = found.next_page\n",
        "        page = None\n",
    ),
    Mutant(
        "a row that is missing counts as deleted",
        PUSH,
        '        _repark(writing, "psa_row_missing", None, policy)\n',
        "        from dataclasses import replace\n"
        "        from psa_sync.domain.intents import unbound\n"
        "        gone = replace(unbound(writing.entry), deleted_at=effects.clock())\n"
        "        save(replace(gone, version=gone.version + 1), policy, effects)\n",
    ),
    Mutant(
        "a refused key tried again",
        PUSH,
        "        latch_credentials(connection, error.reason, effects)\n",
        "",
    ),
    Mutant(
        "work begun without the time to end it",
        PUSH,
        "    if effects.remaining() < effects.limits.call + RECORDING:\n",
        "    if effects.remaining() < effects.limits.call - effects.limits.call:\n",
    ),
)
