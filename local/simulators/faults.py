"""Faults that tests ask for: which calls they hit, how, and how often."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio import Task
    from collections.abc import Collection, Mapping

WIRE_MODES = (
    "status", "delay", "down", "reset_before", "commit_then_reset", "commit_then_timeout",
    "commit_late", "truncate_body", "rate_limit",
)  # fmt: skip
"""What happens around a call, whatever it is about."""

VENDOR_MODES = ("list_lag", "drop_filter", "revoke_credentials")
"""What the vendor does within a call it concerns: a list, or one that needs credentials."""

WEBHOOK_MODES = ("drop_webhooks", "duplicate_webhooks", "reorder_webhooks", "forge_webhook")
"""What happens to the vendor's own calls; the path they are matched by is what happened,
e.g. `/time/deleted`, the verb is POST."""

KNOWN_MODES = (*WIRE_MODES, *VENDOR_MODES, *WEBHOOK_MODES)


class FaultRefusedError(ValueError):
    """A fault was described in a way the simulator does not know; the text says why."""


@dataclass(slots=True)
class Fault:
    """One fault: which calls it hits, how, how often.

    Attributes:
        fault_id: opaque id.
        mode: name of the fault mode.
        params: parameters of the mode.
        method: HTTP verb it matches; empty for all.
        path: path it matches, relative to the API base; empty for all.
        exact: the path or route template (`/time/entries/{id}`) must be equal, not only begin so.
        times: how often it fires; None until it is removed.
        after: how many matching calls pass first.
        seen: matching calls so far.
        hits: how often it fired.
    """

    fault_id: str
    mode: str
    params: dict[str, Any] = field(default_factory=dict)
    method: str = ""
    path: str = ""
    exact: bool = False
    times: int | None = None
    after: int = 0
    seen: int = 0
    hits: int = 0

    def matches(self, method: str, path: str, route: str) -> bool:
        """Say whether a call is one of those this fault is about."""
        if self.method and self.method != method:
            return False
        if self.exact:
            return self.path in (path, route)
        return path.startswith(self.path)

    def due(self) -> bool:
        """Count a matching call and say whether it is to be hit."""
        self.seen += 1
        return self.seen > self.after and (self.times is None or self.hits < self.times)

    def shown(self) -> dict[str, Any]:
        """Show the fault as it was asked for, with its id and hits."""
        return {
            "id": self.fault_id,
            "match": {"method": self.method, "path": self.path, "exact": self.exact},
            "mode": self.mode,
            "times": self.times,
            "after": self.after,
            "params": self.params,
            "hits": self.hits,
        }


class Faults:
    """The faults of one simulator, in the order they were asked for; the first due one fires."""

    def __init__(self) -> None:
        self._faults: dict[str, Fault] = {}
        self._ids = count(1)
        self.late_writes: set[Task[None]] = set()

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, asked: Mapping[str, Any]) -> Fault:
        """Add a fault `{match, mode, times, after, params}`.

        Raises:
            FaultRefusedError: an unknown mode, field or a value of the wrong type.
        """
        fault = _parsed(asked, f"fault-{next(self._ids)}")
        self._faults[fault.fault_id] = fault
        return fault

    def heal(self, fault_id: str) -> None:
        """Remove one fault.

        Raises:
            KeyError: there is no such fault.
        """
        del self._faults[fault_id]

    def clear(self) -> None:
        """Remove all faults; writes that are under way still arrive."""
        self._faults.clear()

    def forget(self) -> None:
        """Remove all faults, and the writes that would have been committed late."""
        self.clear()
        for write in self.late_writes:
            write.cancel()

    def shown(self) -> list[dict[str, Any]]:
        """List all faults, also those that fired as often as they were to."""
        return [fault.shown() for fault in self._faults.values()]

    def due(
        self, method: str, path: str, route: str, modes: Collection[str] = KNOWN_MODES
    ) -> Fault | None:
        """Count a call on every fault of these modes it matches and give the one that hits it."""
        matching = [
            one
            for one in self._faults.values()
            if one.mode in modes and one.matches(method, path, route)
        ]
        due = [fault for fault in matching if fault.due()]
        if not due:
            return None
        due[0].hits += 1
        return due[0]


_NUMBERS = ("status", "seconds", "retryAfter", "rows", "drop")


def _parsed(asked: Mapping[str, Any], fault_id: str) -> Fault:
    mode, match = asked.get("mode"), asked.get("match") or {}
    if mode not in KNOWN_MODES:
        message = f"mode {mode!r} is not known; known modes: {', '.join(KNOWN_MODES)}"
        raise FaultRefusedError(message)
    _only(asked, {"match", "mode", "times", "after", "params"}, "a fault")
    params = _params(asked.get("params") or {})
    if not isinstance(match, dict):
        message = "match must be an object"
        raise FaultRefusedError(message)
    _only(match, {"method", "path", "exact"}, "match")
    path = str(match.get("path") or "")
    return Fault(
        fault_id=fault_id,
        mode=mode,
        params=params,
        method=str(match.get("method") or "").upper(),
        path=path if not path or path.startswith("/") else f"/{path}",
        exact=bool(match.get("exact", False)),
        times=_whole(asked, "times"),
        after=_whole(asked, "after") or 0,
    )


def _params(params: Any) -> dict[str, Any]:  # noqa: ANN401  (whatever was posted)
    if not isinstance(params, dict):
        message = "params must be an object"
        raise FaultRefusedError(message)
    for name in _NUMBERS:
        if name in params and not isinstance(params[name], int | float):
            message = f"params.{name} must be a number"
            raise FaultRefusedError(message)
    return dict(params)


def _only(given: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(given) - known):
        message = f"{where} does not know {', '.join(unknown)}; it knows {', '.join(sorted(known))}"
        raise FaultRefusedError(message)


def _whole(asked: Mapping[str, Any], name: str) -> int | None:
    value = asked.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    message = f"{name} must be a whole number from 0"
    raise FaultRefusedError(message)
