"""Works at several things of one connection at the same time, in threads."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Final, TypeVar

from psa_sync.domain.admission import Priority
from psa_sync.domain.connection import Connection
from psa_sync.ports import PsaConnector
from psa_sync.sync.effects import AtOnce, Effects, Step

T = TypeVar("T")
MOST: Final = 3
"""No PSA allows more lists of one kind at once, see Autotask's limit of three threads."""


def side_by_side() -> AtOnce:
    """Do steps in threads that stay, so that each keeps its own open connections to the PSA.

    How many at once, the connection's budget says: pulls leave slots to pushes.
    """
    pool = ThreadPoolExecutor(MOST, thread_name_prefix="side-by-side")

    def at_once(
        steps: Sequence[Step[T]], _psa: PsaConnector, at: Connection, effects: Effects, /
    ) -> list[T]:
        gate = effects.gate()

        def do(step: Step[T]) -> T:
            # Connected in the thread: a connector is not to be shared.
            psa = effects.connect(at)
            return step(gate.watched(at.account, at.app, Priority.PULL, psa))

        # Where there is no room for more, this work goes on with the one call that it has.
        gate.admit(at.account, at.app, Priority.PULL, width=min(MOST, len(steps)))
        size = max(1, min(MOST, gate.width(at.account, at.app)))
        done: list[T] = []
        for start in range(0, len(steps), size):
            some = [
                # The time that is left to the invocation is known by context.
                pool.submit(copy_context().run, do, step)
                for step in steps[start : start + size]
            ]
            done += _results(some)
        return done

    return at_once


def _results(futures: Sequence[Future[T]]) -> list[T]:
    """All results, once nobody works any more: who fails must not leave others behind."""
    wait(futures)
    return [one.result() for one in futures]
