"""Pull cursors, their leases and the state of reconciliation in DynamoDB."""

from dataclasses import replace
from datetime import datetime

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, document, from_item, number, text
from psa_sync.aws.table import Table
from psa_sync.aws.writes import ConditionFailedError, Write
from psa_sync.domain.connection import PsaName
from psa_sync.domain.errors import StaleError
from psa_sync.domain.reconcile import ReconcileState
from psa_sync.ports import PullCursor


class DynamoCursors:
    """The port `Cursors`; position and lease change one without the other, so no document."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self, account: str, app: PsaName) -> PullCursor:
        """See the port."""
        item: Item = self._table.get(keys.cursor_key(account, app)) or {}
        return PullCursor(
            position=item["read_to"]["S"] if "read_to" in item else None,
            lease_until=_instant(item, "lease_until"),
            finished_at=_instant(item, "finished_at"),
        )

    def lease(self, account: str, app: PsaName, *, now: datetime, until: datetime) -> bool:
        """See the port; after a lost answer the lease may be held by nobody until it ends."""
        try:
            self._table.update(
                keys.cursor_key(account, app),
                "SET lease_until = :until",
                condition="attribute_not_exists(lease_until) OR lease_until <= :now",
                values={
                    ":until": text(keys.instant_text(until)),
                    ":now": text(keys.instant_text(now)),
                },
            )
        except ConditionFailedError:
            return False
        return True

    def finish(self, account: str, app: PsaName, *, position: str | None, at: datetime) -> None:
        """See the port."""
        change = "SET finished_at = :at"
        values = {":at": text(keys.instant_text(at))}
        if position is not None:
            change += ", read_to = :to"
            values[":to"] = text(position)
        key = keys.cursor_key(account, app)
        self._table.update(key, f"{change} REMOVE lease_until", values=values)

    def release(self, account: str, app: PsaName) -> None:
        """See the port."""
        self._table.update(keys.cursor_key(account, app), "REMOVE lease_until", values={})

    def reconciled(self, account: str, app: PsaName) -> ReconcileState:
        """See the port."""
        item = self._table.get(keys.reconcile_key(account, app))
        if item is None:
            return ReconcileState(account=account, app=app)
        return from_item(item, ReconcileState)

    def save_reconciled(self, state: ReconcileState) -> ReconcileState:
        """See the port."""
        saved = replace(state, revision=state.revision + 1)
        write = Write(
            keys.reconcile_key(state.account, state.app),
            {"revision": number(saved.revision), "doc": document(saved)},
            "revision = :former" if state.revision else "attribute_not_exists(pk)",
            {":former": number(state.revision)} if state.revision else {},
        )
        try:
            self._table.commit([write])
        except ConditionFailedError as refusal:
            message = f"reconciliation of {state.app} is not at {state.revision} any more"
            raise StaleError(message) from refusal
        return saved


def _instant(item: Item, name: str) -> datetime | None:
    return datetime.fromisoformat(item[name]["S"]) if name in item else None
