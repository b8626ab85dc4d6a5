"""Everything the simulated PSA holds, and its clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.connectwise import schema
from local.simulators.connectwise.events import Event
from local.simulators.connectwise.table import Table
from local.simulators.ledger import instant

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from local.simulators.connectwise.comparison import Row
    from local.simulators.quirks import Quirks


class Store:
    """The PSA's tables; ids start where a lived-in PSA would be."""

    def __init__(self, now: Callable[[], datetime], quirks: Quirks) -> None:
        self.now = now
        self.quirks = quirks
        self.listeners: list[Callable[[Event], None]] = []
        self.members = Table(schema.MEMBER, first_id=240)
        self.companies = Table(schema.COMPANY, first_id=250)
        self.boards = Table(schema.BOARD)
        self.statuses = Table(schema.BOARD_STATUS, first_id=500, hashed="board/id")
        self.tickets = Table(schema.TICKET, first_id=5001, ranged="lastUpdated")
        self.projects = Table(schema.PROJECT, first_id=70)
        self.phases = Table(schema.PHASE, first_id=300, hashed="projectId")
        self.team_members = Table(schema.TEAM_MEMBER, first_id=900, hashed="projectId")
        # One number space for both kinds of ticket, in two collections.
        self.project_tickets = Table(schema.PROJECT_TICKET, first_id=8001, ranged="lastUpdated")
        self.work_types = Table(schema.WORK_TYPE)
        self.work_roles = Table(schema.WORK_ROLE, first_id=10)
        self.work_role_locations = Table(schema.WORK_ROLE_LOCATION)
        self.charge_codes = Table(schema.CHARGE_CODE, first_id=40)
        self.period_setups = Table(schema.PERIOD_SETUP)
        self.periods = Table(schema.PERIOD, first_id=1000, hashed="timePeriodSetup/id")
        self.locations = Table(schema.LOCATION)
        self.departments = Table(schema.DEPARTMENT, first_id=10)
        self.user_fields = Table(schema.USER_FIELD, first_id=83)
        self.callbacks = Table(schema.CALLBACK, first_id=60)
        self.sheets = Table(schema.TIME_SHEET, first_id=770, hashed="member/id")
        self.entries = Table(
            schema.TIME_ENTRY,
            first_id=80001,
            hashed="member/id chargeToId timeSheet/id",
            ranged="lastUpdated timeStart",
        )

    def seeded(self) -> None:
        """End seeding: this is what `reseed` comes back to."""
        for table in self._tables():
            table.seeded()

    def reseed(self) -> None:
        """Go back to the seed in every table but the registered callbacks."""
        for table in self._tables():
            if table is not self.callbacks:
                table.reseed()

    def _tables(self) -> list[Table]:
        return [value for value in vars(self).values() if isinstance(value, Table)]

    def tell(
        self,
        kind: str,
        action: str,
        row: Row,
        actor: str,
        old: Row | None = None,
        *,
        approval: bool = False,
    ) -> None:
        """Pass a change on to who listens; nobody does while the seed is being made."""
        for listener in self.listeners:
            listener(Event(kind, action, row, actor, old, approval))

    def stamp(self, by: str, at: datetime | None = None) -> dict[str, str]:
        """Make the `_info` of a write: whole seconds, UTC."""
        return {"lastUpdated": instant(at or self.now()), "updatedBy": by}

    def member(self, key: str) -> Row | None:
        """Find a member by id or, without case, by identifier."""
        if key.isdecimal():
            return self.members.rows.get(int(key))
        rows = self.members.rows.values()
        return next((row for row in rows if row["identifier"].lower() == key.lower()), None)


def reference(row: Row, *parts: str) -> Row:
    """Make the reference object other records show for a row: `{id, …parts}`."""
    return {"id": row["id"], **{part: row[part] for part in parts if part in row}}


def member_reference(member: Row) -> Row:
    """Make a member reference: id, identifier and full name."""
    name = f"{member['firstName']} {member['lastName']}"
    return {"id": member["id"], "identifier": member["identifier"], "name": name}
