"""Mutants of how a row is told to be ours, an echo, a copy or old news."""

from typing import Final

from tests.simulation.mutants.mutant import Mutant

PLAN: Final = "domain/plan.py"
SEEN: Final = "domain/observations.py"
OBSERVE: Final = "sync/observe_rows.py"
CONNECTION: Final = "domain/connection.py"

RECOGNISING: Final = (
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
        "        if row.marker is not None and connection.made(row.created_by):\n",
        "        if row.marker is None and connection.made(row.created_by):\n",
    ),
    Mutant(
        "a copy taken for our own row",
        CONNECTION,
        "        return self.own_id is None or created_by in {self.own_id, *self.former_own_ids}\n",
        "        return True\n",
    ),
    Mutant(
        "what the user of a former key made is nobody's",
        CONNECTION,
        "created_by in {self.own_id, *self.former_own_ids}",
        "created_by == self.own_id",
    ),
    Mutant(
        "echo told by its author",
        SEEN,
        "    if entry.psa_id != row.psa_id or entry.writes_its_row:\n",
        "    if ours or entry.psa_id != row.psa_id or entry.writes_its_row:\n",
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
)
