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
        lease = item.get("lease_until")
        return PullCursor(
            position=item["read_to"]["S"] if "read_to" in item else None,
            lease_until=None if lease is None else datetime.fromisoformat(lease["S"]),
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

    def advance(self, account: str, app: PsaName, position: str | None) -> None:
        """See the port."""
        key = keys.cursor_key(account, app)
        if position is None:
            self._table.update(key, "REMOVE lease_until", values={})
        else:
            self._table.update(
                key, "SET read_to = :to REMOVE lease_until", values={":to": text(position)}
            )
