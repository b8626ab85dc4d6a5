"""What a change of settings would do to entries, told before it is done."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from psa_sync.domain.entry import Entry
from psa_sync.domain.plan import DUE, NOTHING, WRITES, Action, Step, plan
from psa_sync.domain.settings import ConnectionSettings, Mode

MOST_UNASKED: Final = 20
"""A change that touches more entries than this has to be confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """How much a change touches.

    Attributes:
        entries: That would be sent, changed or deleted on either side.
        seconds: Memtime's worked time of them.
        rejections: Those among them that are known to be refused or held back.
    """

    entries: int = 0
    seconds: int = 0
    rejections: int = 0

    @property
    def must_be_confirmed(self) -> bool:
        """True when it is too much to happen by a slip."""
        return self.entries > MOST_UNASKED

    def plus(self, entry: Entry, *, rejected: bool) -> "Impact":
        """With one entry more."""
        return Impact(
            entries=self.entries + 1,
            seconds=self.seconds + entry.local.duration_seconds,
            rejections=self.rejections + rejected,
        )


def moved_by(
    entry: Entry, before: ConnectionSettings, after: ConnectionSettings, now: datetime
) -> Step | None:
    """The step that the change sets free, None where the entry stays as it would be without."""
    then = next_under(entry, after, now)
    moves = then.action in DUE and then != next_under(entry, before, now)
    return then if moves else None


def next_under(entry: Entry, settings: ConnectionSettings, now: datetime) -> Step:
    """What the entry needs next where these settings hold, and drafts are let go by them."""
    released = entry.draft and settings.entry_sync is Mode.AUTOMATIC
    free = replace(entry, draft=False) if released else entry
    step = plan(free, settings.policy, now)
    return NOTHING if step.action in WRITES and not settings.policy.writes_to_psa else step


def is_refused_by_lock(step: Step) -> bool:
    """True where the step only shows that nothing can be done."""
    return step.action in {Action.HOLD, Action.ASK}
