"""What is said of behaviour that nobody wrote down."""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = "not documented; differs by tenant or was never measured"
