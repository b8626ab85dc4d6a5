"""The way to a PSA: who may call it now, what each call costs, and what its answer says."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import RLock
from typing import Final, cast

from psa_sync.domain.admission import (
    QUEUED,
    SLOT_WAIT,
    Granted,
    Priority,
    Refused,
    Request,
    admit,
    is_crowded,
    released,
)
from psa_sync.domain.breaker import CLOSED, SECOND, closed_for, failed
from psa_sync.domain.budget import (
    Budget,
    Ceilings,
    Direction,
    instant_of,
    micros,
    seen_shared,
    slowed,
    take,
    with_breaker,
)
from psa_sync.domain.connection import PsaName
from psa_sync.domain.errors import NotAdmittedError, StaleError, TransientError
from psa_sync.ports import Clock, PsaConnector
from psa_sync.ports.budgets import Budgets
from psa_sync.ports.meter import UNMETERED, Measure, Meter
from psa_sync.sync.watched_calls import WatchedCalls

log = logging.getLogger(__name__)
LOT: Final = 10
LEAST: Final = 2
"""A create and its reading back."""
QUIET_SECONDS: Final = 30
"""After a PSA asked to slow down and did not say for how long."""
_TRIES: Final = 6

Place = tuple[str, PsaName]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Work that has to wait: the problem that says for what, and until when."""

    code: str
    until: datetime


@dataclass(slots=True)
class _Held:
    """What this process may do, as the store last said.

    Attributes:
        calls: May still be made, before `until`.
        keeps: False for who was not let in beforehand: a person's call, after which an idle slot
            would only keep the next person waiting.
    """

    priority: Priority
    budget: Budget
    calls: int
    width: int
    until: int
    keeps: bool = True


class Gate:
    """One process's place at the budgets that all processes share.

    Calls are taken in lots and slots are kept while there is room, so that most work costs no
    write of its own.

    Args:
        budgets: Where they are kept.
        ceilings: What each PSA may get.
        clock: Now, in UTC.
        holder: Names this process.
        call: The longest a single call can take.
        remaining: Time left to this invocation.
        sleep: Waits so many seconds.
        meter: Takes the numbers of what PSAs say.
    """

    def __init__(
        self,
        budgets: Budgets,
        ceilings: Callable[[PsaName], Ceilings],
        *,
        clock: Clock,
        holder: str,
        call: timedelta,
        remaining: Callable[[], timedelta],
        sleep: Callable[[float], object],
        meter: Meter = UNMETERED,
    ) -> None:
        self._budgets = budgets
        self._ceilings = ceilings
        self._clock = clock
        self._holder = holder
        self._call = call
        self._remaining = remaining
        self._sleep = sleep
        self._meter = meter
        self._held: dict[Place, _Held] = {}
        self._lock = RLock()

    def admit(
        self, account: str, app: PsaName, priority: Priority, *, width: int = 1
    ) -> Refusal | None:
        """Ask for the right to call; None where there is one, for some calls and some time.

        Raises:
            TransientError: Our own store is away.
        """
        with self._lock:
            held = self._held.get((account, app))
            if held is not None and self._is_good(held, priority, LEAST, width):
                held.priority = priority
                return None
            refused = self._ask((account, app), priority, LEAST, width)
        return None if refused is None else Refusal(code=refused.code, until=_later(refused))

    def ceilings(self, app: PsaName) -> Ceilings:
        """What this PSA may get from us."""
        return self._ceilings(app)

    def width(self, account: str, app: PsaName) -> int:
        """How many calls may be made at the same time."""
        held = self._held.get((account, app))
        return 1 if held is None else held.width

    def spend(self, account: str, app: PsaName) -> None:
        """Pay for one call, right before it is made.

        Raises:
            NotAdmittedError: There is nothing to pay with; the call must not be made.
            TransientError: Our own store is away.
        """
        place = account, app
        with self._lock:
            held = self._held.get(place)
            priority = Priority.PUSH if held is None else _begun(held.priority)
            if held is None or not self._is_good(held, priority, 1, 1):
                keeps = held is not None and held.keeps
                refused = self._ask_patiently(place, priority, keeps=keeps)
                if refused is not None:
                    self._refuse(refused)
                self._held[place].keeps = keeps
            self._held[place].calls -= 1

    def watched(
        self, account: str, app: PsaName, priority: Priority, psa: PsaConnector
    ) -> PsaConnector:
        """The same PSA, whose answers and silence are noted."""
        place, direction = (account, app), priority.direction

        def answered() -> None:
            self._answered(place, direction)

        def silent() -> None:
            opened = False

            def change(budget: Budget, now: int) -> Budget:
                nonlocal opened
                after = _silent(budget, direction, now, self._ceilings(app).longest_pause)
                opened = budget.breaker(direction).is_closed > after.breaker(direction).is_closed
                return after

            self._note(place, change)
            self._meter.count(Measure.PSA_UNANSWERED, app)
            if opened:
                self._meter.count(Measure.BREAKER_OPENED, app)

        def slow_down(wait: int | None) -> None:
            most, asked = self._ceilings(app), QUIET_SECONDS if wait is None else wait
            self._note(place, lambda budget, now: slowed(budget, most, now, asked))
            self._meter.count(Measure.PSA_SLOWED_US, app)

        return cast("PsaConnector", WatchedCalls(psa, answered, silent, slow_down))

    def saw_shared(self, account: str, app: PsaName, calls: int, limit: int) -> None:
        """Note what the PSA counts of all integrations together."""
        self._note((account, app), lambda budget, now: seen_shared(budget, calls, limit, now))

    def release(self) -> None:
        """Give back, at the end of an invocation, the slots that others may wait for."""
        with self._lock:
            now = micros(self._clock())
            for place, held in list(self._held.items()):
                if held.until <= now:
                    del self._held[place]
                    continue
                crowded = is_crowded(held.budget, self._ceilings(place[1]), self._holder)
                if crowded or not held.keeps:
                    self._leave(place, held.calls)

    def _leave(self, place: Place, left: int) -> None:
        self._note(place, lambda budget, _: released(budget, self._holder, left))
        del self._held[place]

    def _is_good(self, held: _Held, priority: Priority, least: int, width: int) -> bool:
        now, direction = micros(self._clock()), priority.direction
        in_time = now + self._call // timedelta(microseconds=1) <= held.until
        enough = held.calls >= least and held.width >= width
        shut = closed_for(held.budget.breaker(direction), self._holder, now)
        same = direction is held.priority.direction
        return in_time and enough and same and shut is None and now >= held.budget.quiet_until

    def _ask(self, place: Place, priority: Priority, least: int, width: int) -> Refused | None:
        """Ask the store; what is left of an earlier lot is given back with the same write."""
        ceilings = self._ceilings(place[1])
        request = Request(
            holder=self._holder, priority=priority, least=least, most=LOT, width=width
        )
        for _ in range(_TRIES):
            known, now = self._budgets.read(*place), micros(self._clock())
            held = self._held.get(place)
            whole = take(known, -held.calls) if held is not None and held.calls else known
            after, answer = admit(whole, ceilings, request, now)
            try:
                saved = known if after is whole else self._budgets.save(after)
            except StaleError:
                continue
            if isinstance(answer, Granted):
                until = answer.until
                self._held[place] = _Held(priority, saved, answer.calls, answer.width, until)
                return None
            if held is not None and after is not whole:
                held.calls = 0
            return answer
        return Refused(QUEUED, micros(self._clock()) + SLOT_WAIT)

    def _ask_patiently(self, place: Place, priority: Priority, *, keeps: bool) -> Refused | None:
        """A pull that is under way, and a person's call, wait as long as there is the time."""
        pushes = priority.direction is Direction.PUSH
        afterwards = self._call if pushes else 3 * self._call
        while True:
            refused = self._ask(place, priority, 1, self.width(*place))
            if refused is None or refused.code != QUEUED or (pushes and keeps):
                return refused
            wait = max(0, refused.until - micros(self._clock())) / SECOND
            if self._remaining() < timedelta(seconds=wait) + afterwards:
                return refused
            self._sleep(wait)

    def _refuse(self, refused: Refused) -> None:
        wait = max(0, refused.until - micros(self._clock())) // SECOND + 1
        message = "no call is left for now"
        raise NotAdmittedError(message, retry_after=wait, code=refused.code)

    def _answered(self, place: Place, direction: Direction) -> None:
        """Close the breaker where something had gone wrong before; otherwise there is no news."""
        held = self._held.get(place)
        if held is not None and held.budget.breaker(direction) != CLOSED:
            self._note(place, lambda budget, _: with_breaker(budget, direction, CLOSED))

    def _note(self, place: Place, change: Callable[[Budget, int], Budget]) -> None:
        """Change the budget; what the PSA answered counts for the work even where this fails."""
        try:
            for _ in range(_TRIES):
                known = self._budgets.read(*place)
                changed = change(known, micros(self._clock()))
                if changed == known:
                    return
                try:
                    saved = self._budgets.save(changed)
                except StaleError:
                    continue
                held = self._held.get(place)
                if held is not None:
                    held.budget = saved
                return
        except TransientError:
            log.warning("a PSA's budget could not be noted", extra={"app": place[1]})


def _silent(budget: Budget, direction: Direction, now: int, longest: int) -> Budget:
    return with_breaker(budget, direction, failed(budget.breaker(direction), now, longest))


def _begun(priority: Priority) -> Priority:
    """A push that was let through may owe what it needs to end."""
    return Priority.BEGUN if priority.direction is Direction.PUSH else priority


def _later(refused: Refused) -> datetime:
    return instant_of(refused.until)
