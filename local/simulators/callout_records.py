"""What a webhook on its way out is made of, and when a vendor tries it again."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from local.simulators.ledger import instant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One HTTP request: the raw body that was signed, and the headers beside it."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Callout:
    """One event for one registered hook.

    Attributes:
        hook: id of the registration.
        topic: what happened, e.g. `time/updated`; a fault's `match.path` is compared with it.
        url: where it goes, all of it.
        compose: gives the signed message of an attempt, counted from 1.
        genuine: False for a forged one, which is tried once and judged by nobody.
    """

    hook: str
    topic: str
    url: str
    compose: Callable[[int], Message]
    genuine: bool = True


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a vendor gives up waiting and tries again.

    Attributes:
        timeout_seconds: of each attempt.
        pauses: seconds before the second attempt, the third and so on.
        retries: says whether an attempt with this status is repeated; 0 is no answer at all.
        in_order: later callouts of a hook wait until the one before them has ended.
    """

    timeout_seconds: float
    pauses: tuple[float, ...]
    retries: Callable[[int], bool]
    in_order: bool


@dataclass(slots=True)
class Delivery:
    """A callout and what became of it.

    Outcomes: `waiting`, `delivered`, `failed`, `dropped` (a fault lost it), `not_loopback`.
    """

    callout: Callout
    at: datetime
    outcome: str = "waiting"
    attempts: list[dict[str, Any]] = field(default_factory=list)

    def attempted(self, at: datetime, status: int, ms: float) -> None:
        """Note an attempt: HTTP status or 0, and how many milliseconds it took."""
        self.attempts.append({"at": instant(at), "status": status, "ms": round(ms, 2)})

    def shown(self) -> dict[str, Any]:
        """Show it as the control calls do."""
        return {
            "at": instant(self.at),
            "hook": self.callout.hook,
            "topic": self.callout.topic,
            "url": self.callout.url,
            "genuine": self.callout.genuine,
            "outcome": self.outcome,
            "attempts": self.attempts,
        }


def is_loopback(url: str) -> bool:
    """Tell an address on this machine from all others, without asking a name server."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
