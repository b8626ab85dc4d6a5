"""What the local stack and the tests know of one vendor beside its simulator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.ports import HOST
from local.stack_file import Simulator

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PsaScreen:
    """How a person of one PSA reads and makes rows: the vendor's own field names.

    Attributes:
        hours: Name of the field that holds the hours.
        shown: Row to (what it is booked on, timesheet or day).
        day: Row and the person's zone to the day, in whose time sheet it stands.
        same_work: Row to the fields that book new time on the same work.
        span: Start and end to the fields of the span.
        notes: Name of the field that holds the notes.
    """

    hours: str
    shown: Callable[[Row], tuple[str, str]]
    day: Callable[[Row, str], date]
    same_work: Callable[[Row], Row]
    span: Callable[[str, str], Row]
    notes: str


@dataclass(frozen=True, kw_only=True)
class SimulatedPsa:
    """Where a simulator has its API below its origin, what logs in there, how its screen reads.

    Attributes:
        credentials: Host and port of the simulator to the install form's fields.
        create_call: Method and path that make a time entry, as the simulator counts them.
        takes_peoples_rows_away: True where our API user may delete what a person made.
        arguments: What its command takes on the local stack, where seconds stand for minutes.
        port: The port people see it at where that is free.
    """

    api_path: str
    credentials: Callable[[str], dict[str, str]]
    screen: PsaScreen
    create_call: str
    port: int
    takes_peoples_rows_away: bool = True
    zone_path: str | None = None
    arguments: tuple[str, ...] = ()

    def at(self, port: int) -> Simulator:
        """The simulator that listens on a port."""
        origin = f"http://{HOST}:{port}"
        return Simulator(
            api_url=origin + self.api_path,
            zone_url=origin + self.zone_path if self.zone_path else None,
            control_url=f"{origin}/_sim",
            credentials=self.credentials(f"{HOST}:{port}"),
        )
