"""Everybody who acts in a run, in one place, and the trace of what they did."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from tests.simulation.clients import Clients
from tests.simulation.deployment import Deployment
from tests.simulation.faults import Rates, Trouble
from tests.simulation.invariants import Watch
from tests.simulation.people import People
from tests.simulation.rest import Rest
from tests.simulation.words import Words
from tests.simulation.workers import Workers

if TYPE_CHECKING:
    from psa_sync.domain.settings import ConnectionSettings


class Stage:
    """A deployment with its clients, people and workers.

    Args:
        deployment: The engine on fakes.
        random: The only source of chance.
        rates: How likely each trouble is at one effect.
        meanwhile: Lets somebody else act while an invocation waits.
        people_work: Whether anybody works in the PSAs.
        skew: How far off the clock of the next machine is.

    Attributes:
        later_settings: What an admin chooses at the end, by place of the connection.
        lines: The trace; equal seeds give equal lines on every machine.
    """

    def __init__(
        self,
        deployment: Deployment,
        random: Random,
        rates: Rates,
        meanwhile: Callable[[], None],
        skew: Callable[[], timedelta],
        *,
        people_work: bool,
    ) -> None:
        self.lines: list[str] = []
        self.people_work = people_work
        self.later_settings: Mapping[str, ConnectionSettings] = {}
        self.deployment = deployment
        self.words = Words()
        self.watch = Watch(deployment, self.words)
        deployment.told_of_call = self.watch.called
        self.trouble = Trouble(deployment, random, rates, meanwhile, self.tell)
        self.watch.late = self.trouble.late
        self.clients = Clients(deployment, random, skew, self.tell)
        self.workers = Workers(deployment, random, skew, self.trouble.meet, self.tell)
        self.people = People(deployment, self.clients, random, self.tell)
        self.rest = Rest(self)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Read along in the engine's log, with all that is ever logged."""
        log = logging.getLogger("psa_sync")
        former, propagates = log.level, log.propagate
        log.setLevel(logging.DEBUG)
        log.propagate = False
        log.addHandler(self.words)
        try:
            yield
        finally:
            log.removeHandler(self.words)
            log.propagate = propagates
            log.setLevel(former)

    def after_each_step(self) -> None:
        """Look at what must hold always."""
        for place in self.deployment.psas:
            self.watch.check_rows(place)
        self.watch.check_words()

    def tell(self, line: str) -> None:
        """Add a line to the trace."""
        moment = self.deployment.clock().isoformat(timespec="seconds")[11:19]
        self.lines.append(f"{moment} {'  ' * len(self.deployment.stack)}{line}")

    def trace(self) -> str:
        """The whole run as text, with its digest at the end."""
        text = "\n".join(self.lines)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return f"{text}\n{len(self.lines)} lines, sha256 {digest}"
