"""Autotask's oddities and its unknowns, each a switch listed at `GET /_sim/quirks`."""

from __future__ import annotations

from local.simulators.autotask import quirks_calls, quirks_time
from local.simulators.quirks import Quirk

ALL: tuple[Quirk, ...] = tuple(
    value
    for table in (quirks_calls, quirks_time)
    for value in vars(table).values()
    if isinstance(value, Quirk)
)
