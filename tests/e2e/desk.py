"""A technician at work, and what they have under way to one PSA."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from local.api_client import wait_for
from tests.contract.cases.case import Call
from tests.e2e.simulated_psa import ARRIVES_SECONDS, SimulatedPsa
from tests.e2e.technician import SLOT, Technician

CHANGED = {"notes": "Router swap, and the old one taken away"}
HALF_A_SLOT = SLOT / 2


@dataclass
class Desk:
    """A technician before one PSA, with a ticket that was chosen before the trouble began."""

    technician: Technician
    psa: SimulatedPsa
    ticket: str

    def books(self, **changes: object) -> str:
        return self.technician.books(workItemId=self.ticket, **changes)

    def books_many(self, number: int) -> list[str]:
        """Book that many entries at once, and wait until the PSA has them all."""
        entries = [
            {"id": str(uuid4()), **self.technician.a_booking(workItemId=self.ticket)}
            for _ in range(number)
        ]
        self.technician.api.ok("POST", "/v1/time-entries", {"entries": entries})
        booked = [str(one["id"]) for one in entries]
        wait_for("all entries", lambda: set(booked) <= self.synced(), ARRIVES_SECONDS)
        return booked

    def synced(self) -> set[str]:
        """The entries of the technician that are in step, of all PSAs."""
        pages = self.technician.api.pages("/v1/time-entries", syncState="synced")
        return {str(one["id"]) for one in pages}


class Write(StrEnum):
    """What can be under way to a PSA."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass
class WritesInFlight:
    """An entry each to be made, changed and deleted in the PSA at the same time."""

    desk: Desk
    entries: dict[Write, str]

    @classmethod
    def planned(cls, desk: Desk, number: int) -> list["WritesInFlight"]:
        """So many of them, with the rows that are to be changed and deleted."""
        booked = iter(desk.books_many(number * 2))
        return [
            cls(desk, {Write.UPDATE: changed, Write.DELETE: next(booked)}) for changed in booked
        ]

    def take_off(self, writes: Iterable[Write] = Write) -> None:
        """Have the technician book, change and delete; the API takes it whatever the PSA does."""
        technician = self.desk.technician
        for write in writes:
            if write is Write.CREATE:
                self.entries[write] = self.desk.books()
            elif write is Write.UPDATE:
                start = datetime.fromisoformat(self.sees(write)["start"])
                end = (start + HALF_A_SLOT).isoformat()
                technician.changes(self.entries[write], end=end, **CHANGED)
            else:
                technician.deletes(self.entries[write])

    def sees(self, write: Write) -> Any:
        return self.desk.technician.sees(self.entries[write])

    def tries_again(self, write: Write) -> None:
        path = f"/v1/time-entries/{self.entries[write]}/retry"
        assert self.desk.technician.api.call("POST", path).status_code == 202

    def story(self, write: Write) -> list[str]:
        """What has happened to the entry, in the words of the history."""
        path = f"/v1/time-entries/{self.entries[write]}/explain"
        return [str(one["what"]) for one in self.desk.technician.api.ok("GET", path)["events"]]

    def lands_once(self, write: Write, seconds: float = ARRIVES_SECONDS) -> None:
        """Wait until both sides are in step: one row, never another, and the time as meant."""
        entry_id, psa = self.entries[write], self.desk.psa
        entry = self.desk.technician.waits_until_synced(entry_id, seconds)
        made = psa.made_for(entry_id)
        assert len(made) == 1, made
        assert entry["problem"] is None
        if write is Write.DELETE:
            assert entry["deletedAt"]
            assert made[0]["deletedAt"]
            return
        row, length = made[0]["row"], SLOT if write is Write.CREATE else HALF_A_SLOT
        assert (entry["deletedAt"], made[0]["deletedAt"]) == (None, None)
        assert entry["remote"]["id"] == str(row["id"])
        assert psa.hours(row) == entry["remote"]["hours"] == length / timedelta(hours=1)
        assert psa.notes(row) == entry["notes"]
        assert (entry["notes"] == CHANGED["notes"]) is (write is Write.UPDATE)


def call_of(write: Write, psa: SimulatedPsa) -> Call:
    """The PSA's call that a write makes."""
    return {
        Write.CREATE: psa.case.create_call,
        Write.UPDATE: psa.case.update_call,
        Write.DELETE: psa.case.delete_call,
    }[write]
