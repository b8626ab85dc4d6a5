"""Problems a person can see: what happened, what to do, who can do it; one table for all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from psa_sync.domain.problem_kinds import ProblemKind as ProblemKind
from psa_sync.domain.problem_kinds import Who as Who
from psa_sync.domain.problems_of_connections import GAVE_UP as GAVE_UP
from psa_sync.domain.problems_of_connections import OF_CONNECTIONS
from psa_sync.domain.problems_of_entries import OF_ENTRIES

PROBLEMS: Final[dict[str, ProblemKind]] = OF_CONNECTIONS | OF_ENTRIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem as it is kept on an entry or shown to a person.

    Attributes:
        code: Stable key of the table above.
        detail: The PSA's own words, scrubbed; empty when there are none.
        place: The PSA's own menu in which it is mended; empty where the table says it all.
        since: When it was first seen, UTC.
        foreseen: True where our copy of the PSA's rules says so, and nothing was sent.
    """

    code: str
    since: datetime
    detail: str = ""
    place: str = ""
    foreseen: bool = False

    @property
    def kind(self) -> ProblemKind:
        """The table's row for this code."""
        return PROBLEMS.get(self.code, PROBLEMS["psa_refused"])

    @property
    def message(self) -> str:
        """What happened, with the PSA's own words where there are any."""
        return f"{self.kind.message} ({self.detail})" if self.detail else self.kind.message

    @property
    def where(self) -> str:
        """The place to go to."""
        return self.place or self.kind.where

    def as_long_again(self, now: datetime, *, shortest: timedelta, longest: timedelta) -> timedelta:
        """A pause as long as the problem has lasted already, within these bounds."""
        return min(max(now - self.since, shortest), longest)
