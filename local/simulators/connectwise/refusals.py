"""Every refusal this simulator can answer with, as one table."""

from __future__ import annotations

from local.simulators.connectwise import refusals_calls, refusals_time
from local.simulators.connectwise.refusal import Refusal

ALL: tuple[Refusal, ...] = tuple(
    value
    for table in (refusals_time, refusals_calls)
    for value in vars(table).values()
    if isinstance(value, Refusal)
)
"""In no order that matters; `name` is unique."""
