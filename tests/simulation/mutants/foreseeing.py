"""Mutants of what is known of a PSA's rules before an entry is sent."""

from typing import Final

from tests.simulation.mutants.mutant import Mutant

FORESEE: Final = "sync/foresee_refusal.py"

FORESEEING: Final = (
    Mutant(
        "an old no is believed",
        FORESEE,
        "    if old:\n",
        "    if False:\n",
    ),
    Mutant(
        "what the rules say is not heeded",
        FORESEE,
        "    if not broken:\n",
        "    if broken or not broken:\n",
    ),
    Mutant(
        "what was foreseen is never looked at again",
        "domain/plan.py",
        "problem.kind.retryable or problem.foreseen or problem.code == HELD",
        "problem.kind.retryable or problem.code == HELD",
    ),
    Mutant(
        "facts that were read again are not kept",
        FORESEE,
        "        keep_people(link.account, link.app, [link.psa_user], psa, effects)\n",
        "        psa.facts_of_people([link.psa_user])\n",
    ),
)
