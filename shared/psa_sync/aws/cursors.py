"""Pull cursors and their leases in DynamoDB."""

from datetime import datetime

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, text
from psa_sync.aws.table import Table
from psa_sync.aws.writes import ConditionFailedError
from psa_sync.domain.connection import PsaName
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


def _instant(item: Item, name: str) -> datetime | None:
    return datetime.fromisoformat(item[name]["S"]) if name in item else None
