"""Mutants of how changes of both sides, locks and deletes are joined."""

from typing import Final

from tests.simulation.mutants.mutant import Mutant

PLAN: Final = "domain/plan.py"
SEEN: Final = "domain/observations.py"
ROW: Final = "sync/write_row.py"
RESOLVE: Final = "sync/resolve_intent.py"

OVERWRITING: Final = (
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
        "    if policy.conflicts is ConflictPolicy.PSA_WINS:\n",
        "    if policy.conflicts is ConflictPolicy.ASK:\n",
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
)
