"""What a PSA's webhook hints at, and which hooks of ours are to be registered there."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final


class HookState(StrEnum):
    """Whether a PSA tells us of changes by itself."""

    NONE = "none"
    LISTENING = "listening"
    REFUSED = "refused"
    SILENT = "silent"
    LEFT_BEHIND = "left_behind"


class Subject(StrEnum):
    """What a hint is about."""

    TIME_ENTRY = "time_entry"
    TICKET = "ticket"
    PROJECT = "project"
    PERSON = "person"
    COMPANY = "company"
    REGISTRATION = "registration"
    OTHER = "other"


WORK: Final = frozenset({Subject.TICKET, Subject.PROJECT, Subject.COMPANY})
"""What people book on, or what stands above that."""


class Action(StrEnum):
    """What is said to have happened."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A reason to look; nothing in it is taken for true before it was read from the PSA.

    Attributes:
        psa_id: The PSA's id of what changed; None where the hint names nothing, or for
            `Subject.REGISTRATION`, which says that a hook itself may have been switched off.
    """

    subject: Subject
    action: Action
    psa_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HookTarget:
    """Where a connection's hooks are to call.

    Attributes:
        url: Our address, which ends with the token.
        token: Unguessable; our hooks are found again by it.
        secrets: What each hook is signed with, by the name of the hook; empty for a PSA that has
            keys of its own.
    """

    url: str
    token: str = field(repr=False)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HookReport:
    """What a comparison of our hooks at the PSA with the wanted ones found and did.

    Attributes:
        sound: Hooks that were as wanted, by the PSA's name of what they tell of.
        made: Hooks that were not there.
        rearmed: Hooks that had been switched off.
        repaired: Hooks that told another address, or of other changes.
        removed: Doubles, and hooks of ours that are wanted no more.
        refused: A sentence for each hook that the PSA does not let us keep.
    """

    sound: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    rearmed: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def mended(self) -> bool:
        """True where something may have been missed until now."""
        return bool(self.made or self.rearmed or self.repaired)

    @property
    def listening(self) -> int:
        """How many hooks tell us of changes now."""
        return len(self.sound) + len(self.made) + len(self.rearmed) + len(self.repaired)


ENOUGH_CHANGES: Final = 20
"""Fewer say nothing about whether hooks arrive."""
FAIR_SHARE: Final = 90
"""Percent of the changes that hooks must have found first; polling finds what they lose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionHooks:
    """Where a connection's hooks call, and what came of it.

    Attributes:
        url: Our address, which ends with the token.
        last_received_at: When the last genuine message came, to the minute; None before the first.
        by_hook: Changes of entries that a hook found first, since they were last judged.
        by_poll: Changes that only a poll found, since then.
    """

    account: str
    app: str
    token: str = field(repr=False)
    url: str = field(repr=False)
    last_received_at: datetime | None = None
    by_hook: int = 0
    by_poll: int = 0

    @property
    def judged(self) -> bool:
        """True once there were enough changes to tell whether hooks arrive."""
        return self.by_hook + self.by_poll >= ENOUGH_CHANGES

    @property
    def silent(self) -> bool:
        """True where too many changes were found by polling only."""
        found = self.by_hook + self.by_poll
        return self.judged and self.by_hook * 100 < FAIR_SHARE * found
