"""A clock that stands still until it is told to move."""

from datetime import datetime, timedelta

from tests.builders import NOW


class FakeClock:
    """Answers the same instant until it is advanced."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The present instant, UTC."""
        return self.now

    def advance(self, seconds: float) -> datetime:
        """Let so many seconds pass and return the new instant."""
        self.now += timedelta(seconds=seconds)
        return self.now
