"""Time, as the engine is given it."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""Returns now in UTC, with whole or fractional seconds."""
