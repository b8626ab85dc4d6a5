"""Timesheets: one per resource and week, enforced on every write and shown by no API call."""

from __future__ import annotations

from datetime import date, timedelta

NEW = "New"
SUBMITTED = "Submitted"
APPROVED = "Approved"
REJECTED = "Rejected"
STATES = (NEW, SUBMITTED, APPROVED, REJECTED)


def week_of(day: date) -> date:
    """Give the Monday of a day's week; the first day of the week is a tenant setting."""
    return day - timedelta(days=day.weekday())


class Timesheets:
    """States by resource and week; a week nobody touched is New."""

    def __init__(self) -> None:
        self._states: dict[tuple[int, date], str] = {}

    def state(self, resource_id: int, day: date) -> str:
        """Give the state of the timesheet a day belongs to."""
        return self._states.get((resource_id, week_of(day)), NEW)

    def is_locked(self, resource_id: int, day: date) -> bool:
        """Tell whether the day's timesheet was submitted or approved."""
        return self.state(resource_id, day) in (SUBMITTED, APPROVED)

    def set(self, resource_id: int, day: date, state: str) -> None:
        """Put the day's timesheet in a state.

        Raises:
            ValueError: there is no such state.
        """
        if state not in STATES:
            message = f"a timesheet is one of {', '.join(STATES)}, not {state!r}"
            raise ValueError(message)
        self._states[resource_id, week_of(day)] = state

    def load(self, states: dict[tuple[int, date], str]) -> None:
        """Replace all states, keyed by resource and the Monday of the week."""
        self._states = dict(states)
