"""What the local stack says when it cannot go on."""

from __future__ import annotations


class StackError(Exception):
    """The local stack cannot start, or cannot go on; the message says what to do."""
