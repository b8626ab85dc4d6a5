"""Every effect of the engine passes one place, where it can be told, stopped, delayed or killed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.entry import Entry
from psa_sync.domain.jobs import Progress, PullJob, PushJob


@dataclass(frozen=True)
class Call:
    """One effect.

    Attributes:
        port: Name of the port, e.g. `entries`; for a PSA `psa`.
        place: Which PSA, as account and app; empty for our own stores.
    """

    port: str
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    place: str = ""

    @property
    def effect(self) -> str:
        """The effect's name, the same for all accounts."""
        return f"{self.port}.{self.name}"

    def accounts(self) -> set[str]:
        """All accounts that the effect touches, as far as its arguments tell."""
        if self.place:
            return {self.place.partition("/")[0]}
        found: set[str] = set()
        for arg in self.args:
            found |= _accounts_in(arg)
        first = self.args[0] if self.args else None
        return found | ({first} if isinstance(first, str) else set())


def _accounts_in(arg: object) -> set[str]:
    if isinstance(arg, Entry | Connection | UserLink | PushJob | PullJob | Progress):
        return {arg.account}
    if isinstance(arg, list | tuple):
        return {account for one in arg for account in _accounts_in(one)}
    return set()


Do = Callable[[], Any]
Tap = Callable[[Call, Do], Any]


class Tapped:
    """A port whose calls all go through a tap."""

    def __init__(self, inner: object, port: str, tap: Tap, place: str = "") -> None:
        self._inner = inner
        self._port = port
        self._tap = tap
        self._place = place

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._inner, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            effect = Call(self._port, name, args, kwargs, self._place)
            return self._tap(effect, lambda: method(*args, **kwargs))

        return call
