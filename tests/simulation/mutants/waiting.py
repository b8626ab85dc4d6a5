"""Mutants of what makes work due, parks it or stops it."""

from typing import Final

from tests.simulation.mutants.mutant import Mutant

INTENTS: Final = "domain/intents.py"
PLAN: Final = "domain/plan.py"
PUSH: Final = "sync/push_entry.py"

WAITING: Final = (
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
