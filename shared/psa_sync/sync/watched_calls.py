"""A PSA whose answers, silence and wish for fewer calls are told to somebody."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from psa_sync.domain.admission import PSA_DOWN, SLOWED
from psa_sync.domain.errors import (
    InDoubtError,
    MissingError,
    NotAdmittedError,
    RejectedError,
    TransientError,
)

P = ParamSpec("P")
T = TypeVar("T")


class WatchedCalls:
    """Passes every call on.

    Args:
        psa: Where to.
        answered: Told that the PSA works, be it by a refusal.
        silent: Told that there was no answer.
        slow_down: Told that the PSA wants fewer calls, and for how many seconds none.
    """

    def __init__(
        self,
        psa: object,
        answered: Callable[[], None],
        silent: Callable[[], None],
        slow_down: Callable[[int | None], None],
    ) -> None:
        self._psa = psa
        self._answered = answered
        self._silent = silent
        self._slow_down = slow_down

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """The PSA's own call, watched."""
        return self._told(getattr(self._psa, name))

    def _told(self, method: Callable[P, T]) -> Callable[P, T]:
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                result = method(*args, **kwargs)
            except NotAdmittedError:
                raise
            except TransientError as error:
                self._failed(error)
                raise
            except InDoubtError:
                self._silent()
                raise
            except (RejectedError, MissingError):
                self._answered()
                raise
            self._answered()
            return result

        return call

    def _failed(self, error: TransientError) -> None:
        if error.code == PSA_DOWN:
            self._silent()
        elif error.code == SLOWED:
            self._slow_down(error.retry_after)
