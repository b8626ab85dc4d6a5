"""Mutants of how a create is announced, sent and found again."""

from typing import Final

from tests.simulation.mutants.mutant import Mutant

INTENTS: Final = "domain/intents.py"
ROW: Final = "sync/write_row.py"
RESOLVE: Final = "sync/resolve_intent.py"

CREATING: Final = (
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
        "        writing.leave_in_doubt(claimed, error)\n",
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
)
