"""After the storm: trouble ends, people mend what is theirs to mend, and everything is judged."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.content import GROUP_FIELDS, Group, take_groups
from psa_sync.domain.entry import Entry, Origin, RemoteRow, SyncState
from psa_sync.domain.sync_state import sync_state
from tests.fakes.psa import OWN_ID
from tests.simulation.choices import as_sent, changes_settings, syncs_now
from tests.simulation.deployment import CEILINGS, LIFE, Desk
from tests.simulation.faults import LATER_THAN_PROMISED, WRITES
from tests.simulation.people import Edit

if TYPE_CHECKING:
    from tests.simulation.stage import Stage

AT_REST: Final = ("I1", "I4", "I5", "I14")
WAITS: Final = (301, 601, 1801)
"""A settle wait, the longest back-off, the sweeper's longest step: together one cycle."""
CYCLES_TO_CONVERGE: Final = 2
SHOWN: Final = frozenset({"locked_row_missing", "psa_row_deleted"})
"""What only a person can decide: the entry waits with its problem, both sides as they are."""


class Rest:
    """The end of a run."""

    def __init__(self, stage: "Stage") -> None:
        self._stage = stage
        self._deployment = stage.deployment

    def judge(self, *, mend: bool = True) -> None:
        """Let everything settle, then look at every promise.

        Args:
            mend: Whether people get the chance to do what problems ask of them.

        Raises:
            AssertionError: One of them is broken.
        """
        self._heal()
        self._cycles(1)
        self._check_second_rows()
        self._cycles(CYCLES_TO_CONVERGE - 1)
        if mend and self._mend_refusals():
            self._cycles(CYCLES_TO_CONVERGE)
        for entry in self._deployment.entries.all():
            self._check_entry(entry)
        self._check_rows()
        self._check_clients()
        self._check_people()
        self._check_silence()
        self._stage.after_each_step()

    def mend_connections(self) -> None:
        """An admin enters a valid key where one was refused and the PSA takes it again."""
        for desk in self._deployment.desks:
            connection = self._deployment.connections.get(desk.account, desk.app)
            if connection is None or connection.status is ConnectionStatus.ACTIVE:
                continue
            if self._stage.trouble.spells.get(desk.place) != "revoke_credentials":
                active = replace(connection, status=ConnectionStatus.ACTIVE, status_text="")
                self._deployment.connections.save(active)

    def _heal(self) -> None:
        stage = self._stage
        stage.tell("all trouble ends")
        stage.trouble.active = False
        stage.trouble.spells.clear()
        stage.workers.life = LIFE
        self._deployment.ceilings = CEILINGS
        self._deployment.pass_all_turns()
        for psa in self._deployment.psas.values():
            psa.heal()
            for row in psa.rows():
                if row.locked:
                    psa.sets(row.psa_id, locked=False)
        self.mend_connections()
        changes_settings(stage)
        if stage.trouble.late:
            self._deployment.clock.advance(LATER_THAN_PROMISED)
        for desk in self._deployment.desks:
            if stage.people.deleted:
                # With no row of a person to be seen, nothing is proven of that person's others.
                stage.people.books_at(desk)

    def _cycles(self, count: int) -> None:
        workers = self._stage.workers
        for _ in range(count):
            for wait in WAITS:
                syncs_now(self._stage)
                workers.asks_for_pulls()
                if wait != WAITS[1]:
                    workers.asks_for_reconciliation()  # twice: a single look proves nothing
                workers.sweeps()
                workers.drains()
                self._deployment.clock.advance(wait)
            workers.sweeps()
            workers.drains()

    def _mend_refusals(self) -> bool:
        """Clients do what the problem tells them, and edit; False where nobody had to."""
        clients, mended = self._stage.clients, False
        for account, entry_id in list(clients.desks):
            entry = self._entry(account, entry_id)
            if entry.problem is not None and entry.problem.code == "work_item_closed":
                self._mend(clients.desk_of(entry), entry)
                mended = True
        return mended

    def _mend(self, desk: Desk, entry: Entry) -> None:
        clients = self._stage.clients
        mended = replace(clients.content(desk), notes="mended")
        clients.sends(desk, entry.id, mended, entry.version)
        if entry.deleted_at is not None:
            clients.removes(self._entry(entry.account, entry.id))

    def _entry(self, account: str, entry_id: str) -> Entry:
        entry = self._deployment.entries.get(account, entry_id)
        self._demand("I1", entry is not None, f"{entry_id} is gone")
        assert entry is not None
        return entry

    def _check_entry(self, entry: Entry) -> None:
        state = sync_state(
            entry, self._deployment.settings_of(entry).policy, self._deployment.clock()
        )
        self._demand("I14", entry.intent is None, f"still in doubt: {entry}")
        shown = entry.problem is not None and entry.problem.code in SHOWN
        if state is SyncState.CONFLICT or shown:
            return
        self._demand("I4", state is SyncState.SYNCED, f"not at rest: {entry}")
        if entry.deleted_at is not None:
            self._demand("I4", entry.psa_id is None, f"deleted, and yet with a row: {entry}")
            return
        row = self._rows_of(entry).get(entry.psa_id or "")
        self._demand("I1", row is not None, f"no row: {entry}")
        assert row is not None
        desk = self._desk(entry)
        sent = as_sent(entry)
        wanted = self._deployment.habits[desk.app].stored(sent, desk.person)
        if not self._deployment.settings_of(entry).policy.takes_from_psa:
            # What people changed there stands there, until Memtime changes the same.
            wanted = take_groups(wanted, row.content, self._changed_by_people(entry))
        self._demand("I4", row.content == wanted, f"{row.content} is not {wanted}")
        off = abs(Fraction(row.hours) * 3600 - sent.duration_seconds)
        shown = entry.problem is not None and "the PSA has " in entry.problem.detail
        if not self._counted_by_people(entry):
            self._demand("I3", off <= 18 or shown, f"other hours, and nobody says so: {entry}")

    def _changed_by_people(self, entry: Entry) -> frozenset[Group]:
        """Groups of the row in which a person set something."""
        edits = self._stage.people.edits
        place = f"{entry.account}/{entry.app}"
        mine = [one for one in edits if (one.desk.place, one.psa_id) == (place, entry.psa_id)]
        names = {name for one in mine for name in one.values}
        return frozenset(group for group in Group if names & set(GROUP_FIELDS[group]))

    def _counted_by_people(self, entry: Entry) -> bool:
        """Hours that a person stated in the PSA are no promise of ours."""
        edits = self._stage.people.edits
        theirs = {edit.psa_id for edit in edits if "start" in edit.values}
        return entry.origin is Origin.PSA or entry.psa_id in theirs

    def _check_rows(self) -> None:
        """Every row belongs to exactly one entry that lives."""
        alive = [one for one in self._deployment.entries.all() if one.deleted_at is None]
        for desk in self._deployment.desks:
            owners = Counter(
                one.psa_id for one in alive if (one.account, one.app) == (desk.account, desk.app)
            )
            conflicts = any(self._is_conflict(one) for one in self._deployment.entries.all())
            takes = self._deployment.settings_at(desk.place).policy.takes_from_psa
            for row in self._deployment.psas[desk.place].rows():
                known = owners[row.psa_id] == 1 or conflicts or row.psa_id in self._shown(desk)
                known = known or (not takes and row.created_by != OWN_ID)
                self._demand("I4", known, f"{desk.place} {row.psa_id} belongs to nobody")

    def _check_second_rows(self) -> None:
        """One cycle is enough to find the second row of a late create, and to remove or show it."""
        for desk in self._deployment.desks:
            for row in self._deployment.psas[desk.place].rows():
                if row.created_by != OWN_ID or row.marker not in self._stage.trouble.late:
                    continue
                owner = self._stage.people.owner(desk, row.psa_id)
                alone = owner is not None and owner.psa_id == row.psa_id
                seen = alone or row.psa_id in self._shown(desk)
                self._demand("I17", seen, f"{desk.place} {row.psa_id}: a second row unseen")

    def _shown(self, desk: Desk) -> set[str]:
        """Second rows that stay and of which people are told."""
        entries = (one for one in self._deployment.entries.all() if one.problem is not None)
        return {
            second.psa_id
            for one in entries
            if (one.account, one.app) == (desk.account, desk.app)
            for second in one.seconds
            if second.kept_because is not None
        }

    def _check_clients(self) -> None:
        clients = self._stage.clients
        for (account, entry_id), content in clients.told.items():
            entry = self._entry(account, entry_id)
            alone = not self._stage.people_work
            if alone:
                stands = None if entry.deleted_at else entry.local
                self._demand("I7", stands == content, f"the client was told {content}: {entry}")
        for desk in self._deployment.desks:
            for _ in range(20):
                with self._deployment.invocation("api", desk.account):
                    clients.reads_on(desk)
        for account, entry_id in clients.told:
            copy, entry = clients.copies.get((account, entry_id)), self._entry(account, entry_id)
            self._demand("I7", copy == entry.version, f"the feed skipped {entry_id}: {copy}")

    def _check_people(self) -> None:
        """What a person set stands there, was set again since, or is kept in the history."""
        edits = self._stage.people.edits
        for number, edit in enumerate(edits):
            if (edit.desk.place, edit.psa_id) in self._stage.people.deleted:
                continue  # taken back by a person
            for name, value in edit.values.items():
                again = any(
                    (later.desk, later.psa_id) == (edit.desk, edit.psa_id) and name in later.values
                    for later in edits[number + 1 :]
                )
                kept = again or self._is_kept(edit, name, value)
                self._demand("I7", kept, f"a person's {name} of {edit.psa_id} was lost: {edit}")

    def _is_kept(self, edit: Edit, name: str, value: object) -> bool:
        entry = self._stage.people.owner(edit.desk, edit.psa_id)
        rows = {row.psa_id: row for row in self._deployment.psas[edit.desk.place].rows()}
        row = rows.get(edit.psa_id)
        if row is not None and getattr(row.content, name) == value:
            return True
        if entry is None and edit.ours:
            return self._is_on_the_row_that_stayed(edit, name, value)
        if entry is None:
            return row is None
        if entry.deleted_at is not None and getattr(entry.local, name) == value:
            return True  # its client had set the same, and knew what she deleted
        since = edit.at - timedelta(seconds=5)
        told = [
            event
            for event in self._deployment.entries.history(entry.account, entry.id)
            if event.at >= since
        ]
        taken_in = any(event.what in {"accepted_from_psa", "restored"} for event in told)
        return taken_in or any(event.detail.get(name) == str(value) for event in told)

    def _is_on_the_row_that_stayed(self, edit: Edit, name: str, value: object) -> bool:
        """True when a second row was removed that said in this what the entry's own row says."""
        for entry in self._deployment.entries.all():
            if (entry.account, entry.app) != (edit.desk.account, edit.desk.app):
                continue
            history = self._deployment.entries.history(entry.account, entry.id)
            removed = (one.detail["psaId"] for one in history if one.what == "duplicate_removed")
            if edit.psa_id in removed:
                return any(
                    getattr(row.content, name) == value
                    for psa_id, row in self._rows_of(entry).items()
                    if psa_id == entry.psa_id
                )
        return False

    def _check_silence(self) -> None:
        """One more cycle writes nothing, here or there."""
        before = self._writes()
        self._cycles(1)
        self._demand("I5", self._writes() == before, "it never comes to rest")

    def _writes(self) -> tuple[int, int]:
        psas = self._deployment.psas.values()
        sent = sum(psa.calls[call] for psa in psas for call in WRITES)
        return self._deployment.entries.saves, sent

    def _is_conflict(self, entry: Entry) -> bool:
        return entry.problem is not None and entry.problem.code == "entry_conflict"

    def _desk(self, entry: Entry) -> Desk:
        place = f"{entry.account}/{entry.app}"
        return next(desk for desk in self._deployment.desks if desk.place == place)

    def _rows_of(self, entry: Entry) -> dict[str, RemoteRow]:
        place = f"{entry.account}/{entry.app}"
        return {row.psa_id: row for row in self._deployment.psas[place].rows()}

    def _demand(self, letter: str, holds: bool, what: str) -> None:
        self._stage.watch.demand(letter, holds, what)
