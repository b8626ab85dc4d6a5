"""Every effect of the engine passes one place, where it can be told, stopped, delayed or killed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.entry import Entry
from psa_sync.domain.jobs import Progress, PullJob, PushJob


@dataclass(slots=True)
class Call:
    """One effect.

    Attributes:
        port: Name of the port, e.g. `entries`; for a PSA `psa`.
        effect: Port and name, the same for all accounts.
        place: Which PSA, as account and app; empty for our own stores.
    """

    port: str
    name: str
    effect: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    place: str = ""

    def accounts(self) -> set[str]:
        """All accounts that the effect touches, as far as its arguments tell."""
        if self.place:
            return {self.place.partition("/")[0]}
        first = self.args[0] if self.args else None
        found = {first} if isinstance(first, str) else set()
        for arg in self.args:
            for one in arg if isinstance(arg, list | tuple) else (arg,):
                if isinstance(one, OF_AN_ACCOUNT):
                    found.add(one.account)
        return found


OF_AN_ACCOUNT: Final = (Entry, Connection, UserLink, PushJob, PullJob, Progress)


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
        method, effect = getattr(self._inner, name), f"{self._port}.{name}"

        def call(*args: Any, **kwargs: Any) -> Any:
            return self._tap(
                Call(self._port, name, effect, args, kwargs, self._place),
                lambda: method(*args, **kwargs),
            )

        self.__dict__[name] = call
        return call
