"""What ConnectWise may refuse by switches that no call shows: it decides, and is then explained."""

from typing import Final

from psa_sync.domain.rule import Unreadable

UNREADABLE: Final = (
    Unreadable(
        name="closed_ticket",
        code="work_item_closed",
        what="A closed status takes no time, although it does not forbid it.",
        source="inferred from the right Close Service Tickets; no field shows it",
    ),
    Unreadable(
        name="project_team",
        code="work_item_unassigned",
        what="Time on a project ticket needs a member of the project team.",
        source="documented for schedule entries; no field shows whether it holds for time",
    ),
    Unreadable(
        name="overlap",
        code="time_overlaps",
        what="Two entries of a member may not overlap.",
        source="no source shows a refusal, none rules it out",
    ),
    Unreadable(
        name="notes_length",
        code="notes_too_long",
        what="Notes have a limit.",
        source="the API description names none; whether there is one is unknown",
    ),
)
