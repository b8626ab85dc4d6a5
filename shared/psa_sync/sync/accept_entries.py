"""Take time entries from a client: durable first, then on their way to the PSA."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from psa_sync.domain.client_edits import EditRefusedError, booked, edited
from psa_sync.domain.connection import Connection, PsaName, UserLink
from psa_sync.domain.content import Content
from psa_sync.domain.entry import Entry, Event
from psa_sync.domain.errors import StaleError, TransientError
from psa_sync.domain.settings import SyncPolicy
from psa_sync.domain.work_item import WorkItem
from psa_sync.sync.choices import is_manual
from psa_sync.sync.effects import Effects
from psa_sync.sync.refusal import RefusedError
from psa_sync.sync.saving import push_job, save, wants_push

log = logging.getLogger(__name__)
_TRIES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryInput:
    """One entry as a client sends it."""

    entry_id: str
    content: Content
    if_match: int | None = None


class Outcome(StrEnum):
    """What became of it."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The entry as it is stored now."""

    outcome: Outcome
    entry: Entry


def accept_entries(
    account: str, user_id: str, inputs: Sequence[EntryInput], *, effects: Effects
) -> list[Accepted | RefusedError]:
    """Store the entries and send them on; one refusal never stops the others.

    Returns:
        One result per input, in order.

    Raises:
        TransientError: Our own store is away; what was stored before stays stored.
    """
    desk = _Desk(account, user_id, effects)
    stored = effects.entries.get_many(account, [one.entry_id for one in inputs])
    results: list[Accepted | RefusedError] = []
    taken: set[str] = set()
    for one in inputs:
        if one.entry_id in taken:
            results.append(RefusedError("duplicate_in_batch", field="id"))
            continue
        taken.add(one.entry_id)
        results.append(desk.accept(one, stored.get(one.entry_id)))
    send_on([done.entry for done in results if isinstance(done, Accepted)], desk.policy_of, effects)
    return results


def send_on(entries: Sequence[Entry], policy_of: "PolicyOf", effects: Effects) -> None:
    """Send push jobs for what is due; a lost message is made good by the sweeper."""
    due = [one for one in entries if wants_push(one, policy_of(one.app), effects)]
    if not due:
        return
    try:
        effects.queue.push([push_job(entry) for entry in due])
    except TransientError:
        log.warning("queue away, the sweeper will send", extra={"count": len(due)})


class PolicyOf:
    """What the planner must know of each connected app, read once."""

    def __init__(self, account: str, effects: Effects) -> None:
        self._account = account
        self._effects = effects
        self._known: dict[PsaName, Connection | None] = {}

    def connection(self, app: PsaName) -> Connection | None:
        """The connection, or None."""
        if app not in self._known:
            self._known[app] = self._effects.connections.get(self._account, app)
        return self._known[app]

    def __call__(self, app: PsaName) -> SyncPolicy:
        """Its policy, the default without a connection."""
        connection = self.connection(app)
        return connection.settings.policy if connection else SyncPolicy()


@dataclass
class _Desk:
    """Checks and stores one user's entries, reading each connection and work item once."""

    account: str
    user_id: str
    effects: Effects
    policy_of: PolicyOf = field(init=False)
    _drafts: dict[PsaName, bool] = field(default_factory=dict)
    _links: dict[PsaName, UserLink | None] = field(default_factory=dict)
    _items: dict[str, WorkItem | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.policy_of = PolicyOf(self.account, self.effects)

    def accept(self, one: EntryInput, stored: Entry | None) -> Accepted | RefusedError:
        for _ in range(_TRIES):
            try:
                return self._accept(one, stored)
            except RefusedError as refusal:
                return refusal
            except EditRefusedError as refusal:
                return RefusedError(refusal.code, entry=refusal.entry, detail=refusal.detail)
            except StaleError:
                stored = self.effects.entries.get(self.account, one.entry_id)
        return RefusedError("busy", entry=stored)

    def _accept(self, one: EntryInput, stored: Entry | None) -> Accepted:
        if stored is not None and stored.user_id != self.user_id:
            raise RefusedError("entry_unknown")
        if stored is None:
            return self._book(one)
        if one.content.work_item_id != stored.local.work_item_id:
            self._check_target(one.content, app=stored.app)
        now = self.effects.clock()
        draft = self._is_manual(stored.app)
        entry = edited(stored, one.content, one.if_match, now=now, draft=draft)
        if entry is stored:
            return Accepted(Outcome.UNCHANGED, entry)
        event = Event(at=now, what="edited", detail={"version": str(entry.version)})
        return Accepted(Outcome.CHANGED, self._save(entry, event))

    def _book(self, one: EntryInput) -> Accepted:
        if one.if_match is not None:
            raise RefusedError("version_conflict")
        app = self._check_target(one.content, app=None)
        self._check_new(one.entry_id, app)
        now = self.effects.clock()
        entry = booked(
            self.account,
            self.user_id,
            app,
            one.entry_id,
            one.content,
            now=now,
            draft=self._is_manual(app),
        )
        event = Event(at=now, what="booked", detail={})
        return Accepted(Outcome.CREATED, self._save(entry, event))

    def _check_new(self, entry_id: str, app: PsaName) -> None:
        """Refuse what was sent before its app was purged: the PSA may have it."""
        connection = self.policy_of.connection(app)
        purged = connection is not None and connection.purged_at is not None
        if purged and self.effects.entries.was_removed(self.account, entry_id):
            raise RefusedError("entry_purged")

    def _is_manual(self, app: PsaName) -> bool:
        if app not in self._drafts:
            connection = self.policy_of.connection(app)
            self._drafts[app] = is_manual(connection, self.user_id, self.effects)
        return self._drafts[app]

    def _save(self, entry: Entry, event: Event) -> Entry:
        return save(entry, self.policy_of(entry.app), self.effects, [event])

    def _check_target(self, content: Content, app: PsaName | None) -> PsaName:
        """Find the app of the work item, and that this user may book on it.

        Raises:
            RefusedError: Unknown or closed work item, app not installed, user not authenticated.
        """
        name, separator, _ = content.work_item_id.partition(":")
        wanted = PsaName(name)
        if not separator or (app is not None and wanted != app):
            raise RefusedError("unknown_work_item", field="workItemId")
        connection = self.policy_of.connection(wanted)
        if connection is None or not connection.installed:
            raise RefusedError("app_not_installed", field="workItemId", detail=name)
        if self._link(wanted) is None:
            raise RefusedError("user_not_authenticated", field="workItemId", detail=name)
        item = self._item(content.work_item_id)
        if item is None:
            raise RefusedError("unknown_work_item", field="workItemId")
        if not item.bookable:
            reason = item.not_bookable_reason or ""
            raise RefusedError("work_item_not_bookable", field="workItemId", detail=reason)
        return wanted

    def _link(self, app: PsaName) -> UserLink | None:
        if app not in self._links:
            self._links[app] = self.effects.connections.link_of(self.account, app, self.user_id)
        return self._links[app]

    def _item(self, work_item_id: str) -> WorkItem | None:
        if work_item_id not in self._items:
            self._items[work_item_id] = self.effects.work_items.get(
                self.account, self.user_id, work_item_id
            )
        return self._items[work_item_id]
