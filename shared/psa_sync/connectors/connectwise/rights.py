"""The right without which ConnectWise refuses a write, for it does not say which one it misses."""

from typing import Final

_VERBS: Final = {"POST": "Add", "PATCH": "Edit", "DELETE": "Delete"}


def right_to(method: str) -> str:
    """Name the right without which a write of time entries is refused.

    ConnectWise knows the levels None, My and All; with My only the API member's own time can be
    written, and a billing choice has a right of its own.
    """
    verb = _VERBS.get(method, "Edit")
    needed = f"Time & Expense > Time Entry ({verb}: All)"
    if verb == "Delete":
        return f"{needed}."
    return f"{needed}; for a billing choice, Time Entry Billable Option ({verb})."
