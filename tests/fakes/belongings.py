"""What is stored of an uninstalled app, in memory: it reaches into the other fakes."""

from datetime import datetime

from psa_sync.domain.connection import PsaName
from psa_sync.domain.entry import Entry
from tests.fakes.connections import FakeConnections
from tests.fakes.cursors import FakeCursors
from tests.fakes.entries import FakeEntries
from tests.fakes.hooks import FakeHooks
from tests.fakes.rule_facts import FakeRuleFacts
from tests.fakes.work_items import FakeWorkItems


class FakeBelongings:
    """Looks into what the others hold."""

    def __init__(
        self,
        connections: FakeConnections,
        entries: FakeEntries,
        work_items: FakeWorkItems,
        cursors: FakeCursors,
        rule_facts: FakeRuleFacts,
        hooks: FakeHooks,
    ) -> None:
        self._connections = connections
        self._entries = entries
        self._work_items = work_items
        self._cursors = cursors
        self._rule_facts = rule_facts
        self._hooks = hooks

    def removed_before(self, instant: datetime) -> list[tuple[str, PsaName]]:
        """See the port."""
        removed = [one for one in self._connections.all() if not one.installed and not one.emptied]
        found = [one for one in removed if one.since <= instant]
        return [(one.account, one.app) for one in sorted(found, key=lambda one: one.since)]

    def members(self, account: str, app: PsaName) -> list[str]:
        """See the port."""
        return self._connections.members(account, app)

    def forget_work_items(self, account: str, user_id: str, app: PsaName, *, limit: int) -> int:
        """See the port."""
        return self._work_items.forget(account, user_id, app, limit)

    def forget_entry(self, entry: Entry, *, until: datetime) -> None:
        """See the port."""
        self._entries.remove(entry.account, entry.id)

    def forget_rows(self, account: str, app: PsaName, *, limit: int) -> int:
        """See the port."""
        return self._entries.unmap(account, app, limit)

    def forget_rest(self, account: str, app: PsaName) -> None:
        """See the port."""
        self._connections.forget_people(account, app)
        self._rule_facts.forget(account, app)
        hooks = self._hooks.of(account, app)
        if hooks is not None:
            self._hooks.forget(hooks)
        self._cursors.start_over(account, app)
