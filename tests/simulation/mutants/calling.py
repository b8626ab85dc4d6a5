"""Mutants of who may call a PSA, and how often."""

from typing import Final

from tests.simulation.mutants.mutant import Mutant

BUDGET: Final = "domain/budget.py"
ADMISSION: Final = "domain/admission.py"
GATE: Final = "sync/gate.py"

CALLING: Final = (
    Mutant(
        "calls that cost nothing",
        BUDGET,
        "    level = (budget.level or 0) - calls * MILLION\n",
        "    level = budget.level or 0\n",
    ),
    Mutant(
        "a slot for everybody",
        ADMISSION,
        "        if width < 1:\n",
        "        if width < -99:\n",
    ),
    Mutant(
        "a breaker that counts no failures",
        GATE,
        "failed(budget.breaker(direction), now, longest))\n",
        "budget.breaker(direction))\n",
    ),
    Mutant(
        "a turn that never comes",
        "sync/turns.py",
        "problem_now(refusal.code, effects), refusal.until)\n",
        "problem_now(refusal.code, effects), refusal.until + timedelta(days=999))\n",
    ),
    Mutant(
        "an answer hidden by a note that failed",
        GATE,
        "        except TransientError:\n            log.warning(",
        "        except ZeroDivisionError:\n            log.warning(",
    ),
    Mutant(
        "claimed without a call to send it with",
        "sync/push_entry.py",
        "    if refusal is not None:\n        wait_for_turn(",
        "    if refusal is not None and entry.draft:\n        wait_for_turn(",
    ),
)
