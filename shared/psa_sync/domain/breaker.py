"""A circuit breaker: after failures in a row nobody calls, but one who tries now and then."""

from dataclasses import dataclass, replace
from typing import Final

SECOND: Final = 1_000_000
"""Instants here are whole microseconds since 1970."""
OPENS_AFTER: Final = 5
SUSPECT_AFTER: Final = 2
"""From here on one call at a time: a PSA that hangs would otherwise hold every worker."""
FIRST_PAUSE: Final = 30 * SECOND
TRY_WAIT: Final = 3 * SECOND
"""While somebody tries, the others look again as soon: most tries are over long before they may."""
LONGEST_PAUSE: Final = 300 * SECOND
"""Found working again within five minutes, and asked no more often meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """What the last calls in one direction say of a PSA.

    Attributes:
        failures: Calls in a row that got no answer.
        suspect_since: When these began to be too many; 0 while they are few.
        opened: How often it opened in a row; 0 while it is closed.
        open_until: Nobody calls before.
        probe: Who tries, once the pause is over; empty for nobody.
        probe_until: When somebody else may try, should the first never tell.
    """

    failures: int = 0
    suspect_since: int = 0
    opened: int = 0
    open_until: int = 0
    probe: str = ""
    probe_until: int = 0

    @property
    def is_closed(self) -> bool:
        """True where calls go through."""
        return self.opened == 0

    @property
    def is_suspect(self) -> bool:
        """True where one call at a time is enough to find out."""
        return self.failures >= SUSPECT_AFTER


CLOSED: Final = Breaker()
"""As a new one is, and one after a call that was answered."""


def closed_for(breaker: Breaker, holder: str, now: int) -> int | None:
    """When this one may ask again; None where it may call, be it as the one who tries."""
    if breaker.is_closed:
        return None
    if now < breaker.open_until:
        return breaker.open_until
    tried = breaker.probe not in {"", holder} and now < breaker.probe_until
    return min(now + TRY_WAIT, breaker.probe_until) if tried else None


def tries(breaker: Breaker, holder: str, until: int) -> Breaker:
    """Have this one try; a closed breaker needs nobody."""
    return breaker if breaker.is_closed else replace(breaker, probe=holder, probe_until=until)


def failed(breaker: Breaker, now: int, longest: int = LONGEST_PAUSE) -> Breaker:
    """Count a call that got no answer; calls that were under way when it opened change nothing."""
    breaker = replace(breaker, failures=breaker.failures + 1)
    if breaker.is_suspect and not breaker.suspect_since:
        breaker = replace(breaker, suspect_since=now)
    under_way = not breaker.is_closed and now < breaker.open_until
    if under_way or (breaker.is_closed and breaker.failures < OPENS_AFTER):
        return breaker
    pause = min(FIRST_PAUSE << min(breaker.opened, 16), longest)
    nobody = let_go(breaker, breaker.probe)
    return replace(nobody, opened=breaker.opened + 1, open_until=now + pause)


def let_go(breaker: Breaker, holder: str) -> Breaker:
    """The one who tried leaves without an answer, and somebody else may try."""
    return replace(breaker, probe="", probe_until=0) if breaker.probe == holder else breaker
