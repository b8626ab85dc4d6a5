"""How a PSA in memory stores what it is given: in its own words, as the real ones do."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Billable, Content


@dataclass(frozen=True, kw_only=True)
class Habits:
    """What this PSA makes of what it is given.

    Attributes:
        folds_newlines: Newlines in notes become spaces.
        default_work_type: Filled in where none was chosen.
        default_work_role: Filled in where none was chosen.
        keeps_breaks: False: the window is stored without the break, shortened by it.
        answers_with_row: False: a write answers with the id alone.
        hours_step: Hours are rounded up to a multiple of this; None leaves them.
    """

    folds_newlines: bool = True
    default_work_type: str | None = "1"
    default_work_role: str | None = "1"
    keeps_breaks: bool = True
    answers_with_row: bool = True
    hours_step: Decimal | None = None

    def hours(self, told: Decimal) -> Decimal:
        """Count the hours as the PSA bills them."""
        if self.hours_step is None:
            return told
        return (told / self.hours_step).to_integral_value(ROUND_CEILING) * self.hours_step

    def stored(self, content: Content, person: PsaUser) -> Content:
        """Put the content into the PSA's words."""
        space = " " if self.folds_newlines else "\n"
        kept = replace(
            content,
            time_zone=person.time_zone,
            notes=content.notes.replace("\n", space),
            internal_notes=content.internal_notes.replace("\n", space),
            work_type_id=content.work_type_id or self.default_work_type,
            work_role_id=content.work_role_id or self.default_work_role,
        )
        if content.billable is Billable.DEFAULT:
            kept = replace(kept, billable=Billable.BILLABLE)
        if self.keeps_breaks:
            return kept
        end = content.end - timedelta(seconds=content.break_seconds)
        return replace(kept, end=end, break_seconds=0)


WINDOWED = Habits(keeps_breaks=False, answers_with_row=False)
"""Keeps a window without break, and answers a write with the id alone."""
