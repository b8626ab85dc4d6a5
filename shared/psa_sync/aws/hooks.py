"""Where connections' hooks call, in DynamoDB: one row per connection, and one per token."""

from dataclasses import replace
from datetime import datetime

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, document, from_item, number, text
from psa_sync.aws.table import Table
from psa_sync.aws.writes import ConditionFailedError, Write
from psa_sync.domain.connection import PsaName
from psa_sync.domain.webhook import ConnectionHooks


class DynamoHooks:
    """The port `Hooks`; counts are attributes of their own, so that nobody waits for another."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def owner(self, token: str) -> tuple[str, PsaName] | None:
        """See the port."""
        item = self._table.get(keys.hook_key(token))
        return None if item is None else (item["account"]["S"], PsaName(item["app"]["S"]))

    def of(self, account: str, app: PsaName) -> ConnectionHooks | None:
        """See the port."""
        item = self._table.get(keys.hooks_key(account, app))
        if item is None or "doc" not in item:
            return None
        return replace(
            from_item(item, ConnectionHooks),
            last_received_at=_instant(item),
            by_hook=_count(item, "by_hook"),
            by_poll=_count(item, "by_poll"),
        )

    def save(self, hooks: ConnectionHooks) -> None:
        """See the port; the token is known before anybody can be told of it."""
        owner = {"account": text(hooks.account), "app": text(hooks.app)}
        self._table.commit([Write(keys.hook_key(hooks.token), owner)])
        key = keys.hooks_key(hooks.account, PsaName(hooks.app))
        self._table.update(key, "SET doc = :doc", values={":doc": document(hooks)})

    def forget(self, hooks: ConnectionHooks) -> None:
        """See the port."""
        mine = keys.hooks_key(hooks.account, PsaName(hooks.app))
        self._table.remove([Write(mine), Write(keys.hook_key(hooks.token))])

    def received(self, account: str, app: PsaName, at: datetime) -> None:
        """See the port; written once a minute, and never for hooks that are gone."""
        minute = keys.instant_text(at.replace(second=0, microsecond=0))
        self._change(account, app, "SET last_received = :at", {":at": text(minute)})

    def found(self, account: str, app: PsaName, *, by_hook: int = 0, by_poll: int = 0) -> None:
        """See the port."""
        values = {":hook": number(by_hook), ":poll": number(by_poll)}
        self._change(account, app, "ADD by_hook :hook, by_poll :poll", values)

    def count_anew(self, account: str, app: PsaName) -> None:
        """See the port."""
        self._change(account, app, "REMOVE by_hook, by_poll", {})

    def _change(self, account: str, app: PsaName, expression: str, values: Item) -> None:
        key, condition = keys.hooks_key(account, app), "attribute_exists(doc)"
        if ":at" in values:
            condition += " AND (attribute_not_exists(last_received) OR last_received < :at)"
        try:
            self._table.update(key, expression, values=values, condition=condition)
        except ConditionFailedError:
            return  # uninstalled meanwhile, or noted already


def _instant(item: Item) -> datetime | None:
    return datetime.fromisoformat(item["last_received"]["S"]) if "last_received" in item else None


def _count(item: Item, name: str) -> int:
    return int(item[name]["N"]) if name in item else 0
