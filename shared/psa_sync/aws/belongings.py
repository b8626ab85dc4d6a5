"""What is stored of an uninstalled app, in DynamoDB."""

from datetime import datetime
from typing import Final

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, from_item, number
from psa_sync.aws.keys import Key
from psa_sync.aws.table import Table
from psa_sync.aws.writes import ConditionFailedError, Span, Write, key_item, key_of, prefixed
from psa_sync.domain.connection import PsaName
from psa_sync.domain.entry import Entry
from psa_sync.domain.webhook import ConnectionHooks

_AFTER_THE_INSTANT: Final = "$"  # the character after the separator


class DynamoBelongings:
    """The port `Belongings`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def removed_before(self, instant: datetime) -> list[tuple[str, PsaName]]:
        """See the port."""
        behind = f"{keys.instant_text(instant)}{_AFTER_THE_INSTANT}"
        span = Span(keys.REMOVED_PARTITION, "by_due", "#sk < :behind", {":behind": behind})
        return [_account_and_app(place) for place in self._table.query(span)[0]]

    def members(self, account: str, app: PsaName) -> list[str]:
        """See the port."""
        return sorted(
            item["user_id"]["S"] for item in self._below(account, app, keys.MEMBER_PREFIX)
        )

    def forget_work_items(self, account: str, user_id: str, app: PsaName, *, limit: int) -> int:
        """See the port."""
        span = prefixed(keys.user_partition(account, user_id), keys.work_items_prefix(app))
        return self._forget(span, limit)

    def forget_entry(self, entry: Entry, *, until: datetime) -> None:
        """See the port; the entry goes last, since it is what finds the rest."""
        spent = key_item(keys.spent_key(entry.account, entry.id))
        self._table.put_and_delete([spent | {"expires_at": number(int(until.timestamp()))}])
        while True:
            rows = self._table.query(Span(keys.entry_partition(entry.account, entry.id)))[0]
            stored = [row for row in rows if row["sk"]["S"] == keys.ENTRY_SORT_KEY]
            history = [key_of(row) for row in rows if row["sk"]["S"].startswith(keys.EVENT_PREFIX)]
            self._table.put_and_delete([], history)
            if not stored or self._removed(stored[0]):
                return

    def forget_rows(self, account: str, app: PsaName, *, limit: int) -> int:
        """See the port; the index may show rows that are gone, which does no harm."""
        return self._forget(Span(keys.rows_partition(account, app), "by_start"), limit)

    def forget_rest(self, account: str, app: PsaName) -> None:
        """See the port; who was a member goes last, since that finds the entries."""
        lease = keys.cursor_key(account, app)
        found = self._below(account, app, "")
        for item in found:
            if key_of(item) == keys.hooks_key(account, app) and "doc" in item:
                token = from_item(item, ConnectionHooks).token
                self._table.put_and_delete([], [keys.hook_key(token)])
        others = [key_of(item) for item in found if key_of(item) != lease]
        self._table.put_and_delete([], sorted(others, key=_is_member))
        if lease in map(key_of, found):
            self._table.update(lease, "REMOVE read_to, finished_at", values={})

    def _forget(self, span: Span, limit: int) -> int:
        found, _ = self._table.query(span, limit=limit)
        self._table.put_and_delete([], [key_of(item) for item in found])
        return len(found)

    def _below(self, account: str, app: PsaName, prefix: str) -> list[Item]:
        begins = ("begins_with(#sk, :prefix)", {":prefix": prefix}) if prefix else ("", {})
        return self._table.query(Span(keys.app_partition(account, app), None, *begins))[0]

    def _removed(self, stored: Item) -> bool:
        """Remove the entry as it was read; somebody's write in between has left a line behind."""
        revision = {":revision": stored["revision"]}
        try:
            self._table.remove([Write(key_of(stored), None, "revision = :revision", revision)])
        except ConditionFailedError as refusal:
            return refusal.stored[0] is None
        return True


def _is_member(key: Key) -> bool:
    return key.sk.startswith(keys.MEMBER_PREFIX)


def _account_and_app(place: Item) -> tuple[str, PsaName]:
    _, account, app = keys.parts_of(place["due_sk"]["S"])
    return account, PsaName(app)
