"""Named oddities of a vendor, each a switch, so that what is unknown can be tried both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Quirk:
    """One oddity or one unknown of the vendor.

    Attributes:
        name: snake_case, unique in its simulator.
        on: state after start.
        what: one sentence: what the vendor does when it is on.
        source: where this is written down, or that nobody wrote it down.
    """

    name: str
    on: bool
    what: str
    source: str


def as_table(known: Iterable[Quirk]) -> str:
    """Write quirks as a Markdown table for people who choose what to try."""
    lines = [
        "| quirk | at start | what the vendor does when it is on | source |",
        "|---|---|---|---|",
    ]
    for quirk in known:
        state = "on" if quirk.on else "off"
        lines.append(f"| `{quirk.name}` | {state} | {quirk.what} | {quirk.source} |")
    return "\n".join(lines) + "\n"


class Quirks:
    """The switches of one simulator."""

    def __init__(self, known: Iterable[Quirk]) -> None:
        self._known = {quirk.name: quirk for quirk in known}
        self._on = {quirk.name: quirk.on for quirk in self._known.values()}

    def is_on(self, quirk: Quirk) -> bool:
        """Say whether a quirk is on now."""
        return self._on[quirk.name]

    def switch(self, name: str, *, on: bool) -> dict[str, Any]:
        """Turn a quirk on or off and show it.

        Raises:
            KeyError: no quirk has this name.
        """
        if name not in self._known:
            raise KeyError(name)
        self._on[name] = on
        return self._shown(self._known[name])

    def reset(self) -> None:
        """Put every switch back to its state after start."""
        self._on = {quirk.name: quirk.on for quirk in self._known.values()}

    def shown(self) -> list[dict[str, Any]]:
        """List all quirks as `{name, on, what, source}`."""
        return [self._shown(quirk) for quirk in self._known.values()]

    def _shown(self, quirk: Quirk) -> dict[str, Any]:
        state = self._on[quirk.name]
        return {"name": quirk.name, "on": state, "what": quirk.what, "source": quirk.source}
