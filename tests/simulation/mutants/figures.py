"""Mutants of how time becomes hours, and of the look at what the PSA made of them."""

from typing import Final

from tests.simulation.mutants.mutant import Mutant

RECEIPTS: Final = "domain/receipts.py"

FIGURES: Final = (
    Mutant(
        "receipt skipped",
        RECEIPTS,
        "    return off > HOURS_TOLERANCE_SECONDS or day != row.work_date\n",
        "    return off > HOURS_TOLERANCE_SECONDS and day != row.work_date\n",
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
)
