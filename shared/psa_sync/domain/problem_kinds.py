"""The fixed part of a problem: what happened, what to do, who can do it and where."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

THE_ENTRY: Final = "Memtime > Time tracking > the entry"
THE_APPS: Final = "Memtime > Connected apps"


class Who(StrEnum):
    """The person who can mend a problem."""

    TECHNICIAN = "technician"
    MSP_ADMIN = "msp_admin"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """The fixed part of a problem.

    Attributes:
        message: What happened, one sentence.
        fix: What to do.
        who: Who can do it.
        where: The place to go to; a PSA's folder knows the exact menu and may say it better.
        retryable: True when the sync itself tries again.
    """

    message: str
    fix: str
    who: Who
    where: str
    retryable: bool = False
