"""Take in rows that were seen in the PSA, wherever they came from: poll, backfill or look-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.entry import Entry, Event, RemoteRow
from psa_sync.domain.errors import PsaRowTakenError, StaleError
from psa_sync.domain.observations import imported, observed, settled
from psa_sync.domain.second_rows import is_second
from psa_sync.sync.effects import Effects
from psa_sync.sync.metering import meter_seen
from psa_sync.sync.saving import push_job, save, wants_push
from psa_sync.sync.second_row_found import save_second

_NAMESPACE: Final = UUID("b0a5d1de-6f0c-5c55-9f0f-1f6c7a4f6c11")
_TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class Observer:
    """Whose rows are taken in, and for which connection."""

    connection: Connection
    links_by_person: Mapping[str, UserLink]
    effects: Effects

    def take_in(self, rows: Sequence[RemoteRow]) -> int:
        """Observe the rows; returns how many entries changed. Unchanged rows cost no write.

        Raises:
            TransientError: Our own store is throttled; observing the rows again is harmless.
        """
        known = [row for row in rows if row.person_id in self.links_by_person]
        entries, mapped = self._entries_of(known)
        entry_ids = self.entry_ids(known, mapped)
        changed = [
            entry
            for row in known
            if (entry := self._take_in(row, entry_ids[row.psa_id], entries, mapped))
        ]
        meter_seen(changed, self.links_by_person, self.effects)
        policy = self.connection.settings.policy
        due = [push_job(entry) for entry in changed if wants_push(entry, policy, self.effects)]
        if due:
            self.effects.queue.push(due)
        return len(changed)

    def _entries_of(self, rows: Sequence[RemoteRow]) -> tuple[dict[str, Entry], dict[str, str]]:
        """The entries of these rows by id, and the ids by row.

        An entry that names the row is the one that the row is tied to, as both are written
        together. So rows that are known already cost one read each, and no look at the mapping.
        """
        account, read = self.connection.account, self.effects.entries.get_many
        likely = self.entry_ids(rows, {})
        entries = read(account, sorted(set(likely.values())))
        mapped = {
            psa_id: entry_id
            for psa_id, entry_id in likely.items()
            if (entry := entries.get(entry_id)) is not None
            and (entry.app, entry.psa_id) == (self.connection.app, psa_id)
        }
        if unlike := [row for row in rows if row.psa_id not in mapped]:
            mapped |= self.mapped(unlike)
            further = sorted(set(mapped.values()) - entries.keys())
            entries |= read(account, further) if further else {}
        return entries, mapped

    def mapped(self, rows: Sequence[RemoteRow]) -> dict[str, str]:
        """The entries to which these rows are tied, or once were."""
        connection = self.connection
        return self.effects.entries.entry_ids_of_rows(
            connection.account, connection.app, [row.psa_id for row in rows]
        )

    def entry_ids(self, rows: Sequence[RemoteRow], mapped: Mapping[str, str]) -> dict[str, str]:
        """Which entry each row belongs to: by mapping, else by our own marker, else a new one."""
        return {row.psa_id: mapped.get(row.psa_id) or self._unmapped_id(row) for row in rows}

    def _unmapped_id(self, row: RemoteRow) -> str:
        connection = self.connection
        if row.marker is not None and connection.made(row.created_by):
            return row.marker.entry_id
        # Derived, so that two observers of the same new row make the same entry.
        name = "\x00".join((connection.account, connection.app, connection.tenant, row.psa_id))
        return str(uuid5(_NAMESPACE, name))

    def _take_in(
        self,
        row: RemoteRow,
        entry_id: str,
        entries: Mapping[str, Entry],
        mapped: Mapping[str, str],
    ) -> Entry | None:
        entry = entries.get(entry_id)
        for _ in range(_TRIES):
            try:
                return self._apply(row, entry_id, entry, is_new=row.psa_id not in mapped)
            except StaleError:
                entry = self.effects.entries.get(self.connection.account, entry_id)
            except PsaRowTakenError:
                return None  # another observer was first; its entry has the row
        return None  # the row keeps moving: its writers read it back themselves

    def _apply(
        self, row: RemoteRow, entry_id: str, entry: Entry | None, *, is_new: bool
    ) -> Entry | None:
        now, policy = self.effects.clock(), self.connection.settings.policy
        if entry is None:
            if not policy.takes_from_psa:
                return None
            link = self.links_by_person[row.person_id]
            made = imported(row, link, entry_id, now=now)
            event = Event(at=now, what="imported", detail={"psaId": row.psa_id})
            return save(made, policy, self.effects, [event])
        if entry.app != self.connection.app:
            return None
        if is_new and is_second(entry, row):
            return save_second(entry, row, policy, self.effects)
        seen = observed(entry, row, ours=self.connection.made(row.created_by), now=now)
        if seen is entry:
            return None
        decided, events = settled(seen, policy, now=now)
        return save(decided, policy, self.effects, events)
