"""One way to break the protocol."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One change.

    Attributes:
        name: What the protocol forgets.
        path: The file below `shared/psa_sync`.
        before: Text that must stand there exactly once.
        after: What stands there instead.
    """

    name: str
    path: str
    before: str
    after: str
