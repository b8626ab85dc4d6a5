"""Show a person what the local stack is doing, step by step, with the time each step took."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Display:
    """Steps on the terminal: a spinner for a person, plain lines for a pipe or CI."""

    console: Console = field(default_factory=lambda: Console(highlight=False))
    started: float = field(default_factory=time.monotonic)

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show `title` while the block runs, and its time when it is done or has failed."""
        began = time.monotonic()
        try:
            if self.console.is_terminal:
                with self.console.status(title):
                    yield
            else:
                yield
        except BaseException:
            self._line("[red]✗[/red]", title, time.monotonic() - began)
            raise
        self._line("[green]✓[/green]", title, time.monotonic() - began)

    def say(self, text: str = "") -> None:
        """Print a line as it is."""
        self.console.print(text, markup=False, soft_wrap=True)

    def complain(self, text: str) -> None:
        """Print what went wrong."""
        self.console.print(text, markup=False, soft_wrap=True, style="red")

    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def _line(self, mark: str, title: str, seconds: float) -> None:
        self.console.print(f"  {mark} {title:<58}[dim]{seconds:6.1f} s[/dim]", soft_wrap=True)
