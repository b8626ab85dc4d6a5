"""The functions behind the queues and schedules, and queues that lose, double and shuffle."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random

from psa_sync.domain.errors import TransientError
from psa_sync.domain.jobs import PullJob, PullKind, PushJob
from psa_sync.sync.push_entry import push_entry
from psa_sync.sync.refusal import RefusedError
from psa_sync.sync.run_pull import run_pull
from psa_sync.sync.schedule_pulls import schedule_pulls
from psa_sync.sync.start_refresh import start_refresh
from psa_sync.sync.sweep_entries import sweep_entries
from tests.fakes.psa_faults import KilledError
from tests.simulation.clients import number_of
from tests.simulation.deployment import LIFE, Deployment

RECEIVES: int = 5
"""So often a message comes back before it is put aside."""


class Workers:
    """Runs functions as events arrive.

    Args:
        skew: How far off the clock of the next machine is.
        meet: Notes trouble with a message.
        tell: Takes a line of the trace.
    """

    def __init__(
        self,
        deployment: Deployment,
        random: Random,
        skew: Callable[[], timedelta],
        meet: Callable[[str], None],
        tell: Callable[[str], None],
    ) -> None:
        self.life = LIFE
        self.put_aside = 0
        self._deployment = deployment
        self._random = random
        self._skew = skew
        self._meet = meet
        self._tell = tell
        self._received: Counter[PushJob | PullJob] = Counter()

    def sweeps(self) -> None:
        """Point at what is due."""
        d = self._deployment
        self._runs(
            "sweep",
            None,
            lambda: sweep_entries(
                entries=d.effects.entries, queue=d.effects.queue, clock=d.effects.clock
            ),
        )

    def asks_for_pulls(self, kind: PullKind = PullKind.CHANGES) -> None:
        """Ask for one walk per connection."""
        d = self._deployment
        self._runs(
            f"schedule {kind.value}",
            None,
            lambda: schedule_pulls(kind, connections=d.effects.connections, queue=d.effects.queue),
        )

    def asks_for_reconciliation(self) -> None:
        """Ask for one comparison per connection."""
        self.asks_for_pulls(PullKind.RECONCILE)

    def refreshes(self) -> None:
        """A person asks for a refresh: work items and the rows of the last days."""
        desk = self._random.choice(self._deployment.desks)
        self._runs(
            "refresh",
            desk.account,
            lambda: start_refresh(
                desk.account, desk.app, desk.user_id, effects=self._deployment.effects
            ),
        )

    def takes_one(self) -> None:
        """Deliver any message that waits, maybe not for the last time."""
        queue = self._deployment.queue
        waiting: list[PushJob | PullJob] = [*queue.pushed, *queue.pulled]
        if not waiting:
            return
        job = self._random.choice(waiting)
        if job != waiting[0]:
            self._meet("messages_reordered")
        if self._random.random() < 0.1:
            self._meet("message_doubled")
        else:
            self._take(job)
        self.handles(job)

    def loses_one(self) -> None:
        """A send that its sender believes in never arrives."""
        queue = self._deployment.queue
        if queue.pushed:
            self._meet("message_lost")
            self._take(self._random.choice(queue.pushed))

    def drains(self) -> None:
        """Deliver all, and what follows from it."""
        queue = self._deployment.queue
        while queue.pushed or queue.pulled:
            jobs: list[PushJob | PullJob] = [*queue.take_pushed(), *queue.take_pulled()]
            for job in jobs:
                self.handles(job)

    def handles(self, job: PushJob | PullJob) -> None:
        """Run the function for this message; a failure brings it back, but not for ever."""
        effects = self._deployment.effects
        if isinstance(job, PushJob):
            name = f"push #{number_of(job.entry_id)}"
            done = self._runs(name, job.account, lambda: push_entry(job, effects=effects))
        else:
            name = f"pull {job.kind.value} {job.app}"
            done = self._runs(name, job.account, lambda: run_pull(job, effects=effects))
        self._received[job] = 0 if done else self._received[job] + 1
        if not done:
            self._bring_back(job)

    def _bring_back(self, job: PushJob | PullJob) -> None:
        if self._received[job] >= RECEIVES:
            self._received[job] = 0
            self.put_aside += 1
            return
        self._meet("message_returned")
        queue = self._deployment.queue
        if isinstance(job, PushJob):
            queue.pushed.append(job)
        else:
            queue.pulled.append(job)

    def _take(self, job: PushJob | PullJob) -> None:
        queue = self._deployment.queue
        if isinstance(job, PushJob):
            queue.pushed.remove(job)
        else:
            queue.pulled.remove(job)

    def _runs(self, kind: str, account: str | None, work: Callable[[], object]) -> bool:
        self._tell(f"{account or 'all'}: {kind}")
        try:
            with self._deployment.invocation(kind, account, self._skew(), self.life):
                work()
        except (KilledError, TransientError, RefusedError) as error:
            self._tell(f"{kind} ends: {type(error).__name__}")
            return False
        return True
