"""A PSA's hooks in memory, and a reader that knows genuine messages by their first word."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from psa_sync.domain.webhook import Hint, HookReport, HookTarget


@dataclass
class FakePsaHooks:
    """The port `PsaHooks`.

    Attributes:
        report: What the next comparison finds.
        fails: Raised by every call while set.
        left: What a removal leaves behind.
    """

    report: HookReport = field(default_factory=HookReport)
    fails: Exception | None = None
    left: tuple[str, ...] = ()
    names: tuple[str, ...] = ("time",)
    secret_names: tuple[str, ...] = ()
    tells_of_entries: bool = True
    targets: list[HookTarget] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def keep(self, target: HookTarget) -> HookReport:
        """See the port."""
        self._check()
        self.targets.append(target)
        return self.report

    def remove(self, token: str) -> tuple[str, ...]:
        """See the port."""
        self._check()
        self.removed.append(token)
        return self.left

    def _check(self) -> None:
        if self.fails is not None:
            raise self.fails


@dataclass
class FakeHookReader:
    """The port `HookReader`: what begins with `signed` is genuine."""

    hint: Hint | None = None
    fails: Exception | None = None

    def genuine(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """See the port."""
        if self.fails is not None:
            raise self.fails
        return body.startswith(b"signed")

    def hint_of(self, body: bytes) -> Hint | None:
        """See the port."""
        return self.hint

    def deactivated(self, body: bytes) -> bool:
        """See the port."""
        return body == b"Deactivated"
