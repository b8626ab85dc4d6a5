"""What comes between: an effect that is stopped, a call that fails, somebody who acts meanwhile."""

from typing import TYPE_CHECKING, Any, Final

from tests.fakes.psa_faults import (
    Fault,
    commits_late,
    commits_then_silent,
    drops_then_silent,
    not_sent,
    refuses,
    refuses_the_key,
)
from tests.simulation.crash_points import Stop
from tests.simulation.stage import Stage
from tests.simulation.tapping import Call, Do

if TYPE_CHECKING:
    from psa_sync.domain.jobs import PullJob, PushJob

FAULTS: Final[dict[str, Fault]] = {
    "answer lost": commits_then_silent(),
    "dropped without a word": drops_then_silent(),
    "committed 100 s late": commits_late(100),
    "not reached": not_sent(),
    "busy for 60 s": not_sent(retry_after=60),
    "refused": refuses(),
    "key refused": refuses_the_key(),
}
MEANWHILE: Final = ("a second worker", "a poll", "20 s pass", "70 s pass")
DEEPEST: Final = 2
"""So many invocations at once: the one that was interrupted, and whoever came between."""


class Interruptions:
    """Stands between the engine and its effects; what it shall do is told beforehand."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._ways: dict[int, str] = {}
        self._meanwhile: dict[int, str] = {}
        self._stop = Stop(stage, self._ways)

    def stops(self, after: int, way: str) -> None:
        """Stop the effect so many effects from now, whoever comes to it."""
        self._ways[len(self._stop.effects) + after] = way

    def interrupts(self, after: int, what: str) -> None:
        """Let somebody act just before the effect so many effects from now."""
        self._meanwhile[len(self._stop.effects) + after] = what

    def __call__(self, call: Call, do: Do) -> Any:
        """Let the effect happen, in the way that it was told."""
        world = self._stage.deployment
        what = self._meanwhile.pop(len(self._stop.effects), None)
        if what is not None and len(world.stack) <= DEEPEST:
            if what.endswith(" s pass"):
                world.pass_time(int(what.removesuffix(" s pass")))
            else:
                self._acts(what)
        return self._stop(call, do)

    def _acts(self, what: str) -> None:
        if what == "a poll":
            self._stage.workers.asks_for_pulls()
        self.takes(0)

    def takes(self, place: int, *, again: bool = False) -> None:
        """A worker takes a message from anywhere in the queues.

        Args:
            again: The message stays, to be delivered once more.
        """
        queue, workers = self._stage.deployment.queue, self._stage.workers
        waiting: list[PushJob | PullJob] = [*queue.pulled, *queue.pushed]
        if not waiting:
            return
        job = waiting[place % len(waiting)]
        if not again:
            workers._take(job)
        workers.handles(job)
