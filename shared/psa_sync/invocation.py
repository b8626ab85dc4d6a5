"""One invocation of a function: its log, its clock, the time it has left, and what it cost."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Protocol

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.utils import copy_config_to_registered_loggers

log = logging.getLogger(__name__)
_deadline: ContextVar[datetime | None] = ContextVar("deadline", default=None)
_endings: list[Callable[[], object]] = []
OUTSIDE_AN_INVOCATION = timedelta(minutes=1)


def at_the_end(*endings: Callable[[], object]) -> None:
    """Have these done, too, at the end of every invocation; none: forget all of them."""
    _endings[:] = [*_endings, *endings] if endings else []


class InvocationContext(Protocol):
    """What is used of the Lambda context."""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function is killed."""


def logger() -> Logger:
    """The process's structured log; what the engine logs goes there in the same form."""
    chosen = Logger()
    logging.getLogger("psa_sync")  # registered, so that the modules below it inherit the handler
    copy_config_to_registered_loggers(chosen, include={"psa_sync"})
    return chosen


@contextmanager
def invocation(context: InvocationContext) -> Iterator[None]:
    """Tell the use cases how much time this invocation has, and log what it cost."""
    from psa_sync.aws.call_counts import calls_made  # noqa: PLC0415 - as lazy as bootstrap

    began, before = clock(), calls_made()
    left = timedelta(milliseconds=context.get_remaining_time_in_millis())
    token = _deadline.set(began + left)
    try:
        yield
    finally:
        for ending in _endings:
            _end(ending)
        _deadline.reset(token)
        cost = {
            "milliseconds": (clock() - began) // timedelta(milliseconds=1),
            "aws_calls": dict(calls_made() - before),
        }
        log.info("invocation ended", extra=cost)


def _end(ending: Callable[[], object]) -> None:
    """Run it; the work counts all the same where it fails, and must not be done again for it."""
    try:
        ending()
    except Exception:
        log.exception("an invocation's ending failed")


def clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def remaining() -> timedelta:
    """Time left to this invocation."""
    deadline = _deadline.get()
    return OUTSIDE_AN_INVOCATION if deadline is None else deadline - clock()
