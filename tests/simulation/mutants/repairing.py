"""Mutants of what becomes of a second row."""

from typing import Final

from tests.simulation.mutants.mutant import Mutant

SECOND: Final = "domain/second_rows.py"
REPAIR: Final = "sync/repair_row.py"

REPAIRING: Final = (
    Mutant(
        "the entry's own row removed in place of the second",
        REPAIR,
        "        psa.delete(row.psa_id)\n",
        "        psa.delete(claimed.psa_id or row.psa_id)\n",
    ),
    Mutant(
        "a second row removed without looking at its lock",
        SECOND,
        "    if row.locked:\n        return LOCKED\n",
        "",
    ),
    Mutant(
        "a second row removed although a person edited it",
        SECOND,
        "    return None if row.person_id == person_id and _is_as_sent(entry, row) else EDITED\n",
        "    return None if row.person_id == person_id else EDITED\n",
    ),
    Mutant(
        "a second row removed without asking whose it is",
        REPAIR,
        "    reason = BOUND if owner else _reason(claimed, row, writing)\n",
        "    reason = _reason(claimed, row, writing)\n",
    ),
    Mutant(
        "a second row never looked at",
        "domain/plan.py",
        "    return WAIT if is_parked(entry, now) and not mended else REPAIR\n",
        "    return WAIT if is_parked(entry, now) and not mended else NOTHING\n",
    ),
    Mutant(
        "a second row removed without a word before",
        REPAIR,
        "    claimed = writing.claimed(Operation.REPAIR, frozenset(), row_id=second.psa_id)\n",
        "    psa.delete(second.psa_id)\n"
        "    claimed = writing.claimed(Operation.REPAIR, frozenset(), row_id=second.psa_id)\n",
    ),
)
