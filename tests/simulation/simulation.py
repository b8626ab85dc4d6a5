"""One run, a function of its seed: clients, people, workers and trouble, then all is judged."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from psa_sync.domain.settings import ConflictPolicy, Mode
from tests.builders import AUTOTASK, CONNECTWISE
from tests.fakes.psa_habits import WINDOWED, Habits
from tests.simulation.choices import drawn, drawn_later, says_sync_now
from tests.simulation.deployment import CEILINGS, LIFE, TIGHT, Deployment
from tests.simulation.faults import LONGEST_LAG, SPELLS, Rates
from tests.simulation.stage import Stage
from tests.simulation.tapping import Call, Do

STEPS = 60
SKEW = timedelta(seconds=2)
TIGHT_DAYS = 0.15
"""So many days have a PSA that takes few calls an hour."""
TARDY = 0.2
"""So many days have a PSA that commits later than the settle wait."""
STYLES = (
    {CONNECTWISE: Habits(), AUTOTASK: WINDOWED},
    {CONNECTWISE: Habits(hours_step=Decimal("0.25")), AUTOTASK: WINDOWED},
    {CONNECTWISE: Habits(folds_newlines=False), AUTOTASK: Habits(answers_with_row=False)},
)


class Simulation(Stage):
    """One run with its own weather: all troubles at once would hide what one of them does."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random = Random(seed)
        people_work, draw = random.random() < 0.7, random.random
        self.people_delete = people_work and draw() < 0.2
        self.skews, self.lags = draw() < 0.7, draw() < 0.7
        policy = random.choices(list(ConflictPolicy), [45, 45, 10])[0]
        known = "MemtimeApi" if people_work or draw() < 0.5 else None
        # Drawn apart: the other days stay as they are.
        apart = Random(seed * 2 + 3)
        settings = drawn(apart, policy)
        tight = Random(seed * 2 + 5).random() < TIGHT_DAYS
        deployment = Deployment(random.choice(STYLES), policy, self._lag, known, settings=settings)
        rates = Rates(
            psa=random.choice([0, 0.2, 0.5]),
            store=random.choice([0, 0.02, 0.1]),
            death=random.choice([0, 0.01, 0.05]),
            pause=random.choice([0, 0.03, 0.1]),
        )
        super().__init__(
            deployment, random, rates, self._meanwhile, self._skew, people_work=people_work
        )
        deployment.tap = self._tap
        deployment.ceilings = TIGHT if tight else CEILINGS
        self.later_settings = drawn_later(apart, settings)
        self.trouble.tardy = Random(seed * 2 + 1).random() < TARDY
        for psa in deployment.psas.values():
            psa.page_size = random.choice([1, 2, 100])
        self.acts = self._acts()

    def run(self) -> None:
        """Do it all.

        Raises:
            AssertionError: A promise was broken; the trace tells how.
        """
        with self.listening():
            for _ in range(STEPS):
                self.random.choice(self.acts)()
                self.after_each_step()
            self.rest.judge()

    def counts(self) -> tuple[Counter[str], Counter[str]]:
        """How often each trouble was met and each invariant was put to the test."""
        return self.trouble.met, self.watch.looked

    def _meanwhile(self) -> None:
        self.random.choice(self.acts)()

    def _acts(self) -> list[Callable[[], object]]:
        clients, workers, people = self.clients, self.workers, self.people
        acts: list[Callable[[], object]] = [
            clients.books,
            clients.books,
            clients.edits,
            clients.edits,
            clients.deletes,
            clients.sends_again,
            clients.follows,
            *[self.somebody_syncs] * 2,
            *[self.time_passes] * 3,
            *[workers.takes_one] * 8,
            workers.sweeps,
            workers.sweeps,
            workers.asks_for_pulls,
            workers.asks_for_reconciliation,
            workers.refreshes,
            workers.loses_one,
            self.weather_changes,
        ]
        if self.people_work:
            acts += [people.edits_a_row, people.edits_a_row, people.books, people.copies]
            acts += [people.locks_or_reopens, people.closes_or_opens]
        if self.people_delete:
            acts += [people.deletes]
        return acts

    def time_passes(self) -> None:
        """Nothing happens for a while; inside an invocation only for as long as it lives."""
        outside = [1, 5, 30, 100, 301, 301, 900]
        seconds = self.random.choice([1, 5, 30] if self.deployment.stack else outside)
        self.deployment.clock.advance(seconds)

    def somebody_syncs(self) -> None:
        """Somebody says "sync now", mostly where entries are drafts."""
        desks = list(self.deployment.desks)
        manual = [
            desk
            for desk in desks
            if self.deployment.settings_at(desk.place).entry_sync is Mode.MANUAL
        ]
        says_sync_now(self, self.random.choice(manual * 3 + desks))

    def weather_changes(self) -> None:
        """A spell of trouble begins or ends at one PSA."""
        place = self.random.choice(self.deployment.desks).place
        psa = self.deployment.psas[place]
        kind = self.random.choice(
            ["clear", "clear", "list_lag", "drop_filter", "little_time", *SPELLS]
        )
        self.tell(f"{place}: {kind}")
        if kind == "clear":
            self.trouble.spells.pop(place, None)
            psa.heal()
            self.workers.life = LIFE
            self.rest.mend_connections()
        elif kind == "list_lag":
            self.trouble.meet(kind)
            psa.list_lag = self.random.choice([10, LONGEST_LAG])
        elif kind == "drop_filter":
            self.trouble.meet(kind)
            psa.ignores_filters = True
        elif kind == "little_time":
            self.trouble.meet(kind)
            self.workers.life = timedelta(seconds=self.random.choice([10, 28, 35]))
        else:
            self.trouble.spells[place] = kind

    def _tap(self, call: Call, do: Do) -> Any:
        return self.trouble(call, lambda: self._told(call, do))

    def _told(self, call: Call, do: Do) -> Any:
        if call.port == "psa" or call.name in {"save", "finish"}:
            place = f" {call.place}" if call.place else ""
            self.tell(f". {call.effect}{place}")
        return self.watch(call, do)

    def _skew(self) -> timedelta:
        if not self.skews or not self.trouble.active:
            return timedelta(0)
        self.trouble.meet("clock_skew")
        return SKEW * self.random.uniform(-1, 1)

    def _lag(self) -> timedelta:
        if not self.lags or not self.deployment.stack or not self.trouble.active:
            return timedelta(0)
        self.trouble.met["index_lag"] += 1
        return timedelta(seconds=self.random.choice([0, 0, 1, 3]))
