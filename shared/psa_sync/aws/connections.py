"""Connections in DynamoDB, and the claim of one account on a PSA tenant."""

from dataclasses import replace

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, document, from_item, number, text
from psa_sync.aws.links import Links
from psa_sync.aws.writes import ConditionFailedError, Span, Write, prefixed
from psa_sync.domain.connection import Connection, ConnectionStatus, PsaName
from psa_sync.domain.errors import StaleError
from psa_sync.ports import TenantTakenError


class DynamoConnections(Links):
    """The port `Connections`."""

    def get(self, account: str, app: PsaName) -> Connection | None:
        """See the port."""
        item = self._table.get(keys.connection_key(account, app))
        return None if item is None else from_item(item, Connection)

    def of_account(self, account: str) -> list[Connection]:
        """See the port."""
        span = prefixed(keys.account_partition(account), keys.CONNECTION_PREFIX)
        return [from_item(item, Connection) for item in self._table.query(span)[0]]

    def save(self, connection: Connection) -> Connection:
        """See the port; a removed connection gives its tenant back."""
        saved = replace(connection, revision=connection.revision + 1)
        held = _held_tenant(saved)
        try:
            # Nearly every save keeps the tenant: then one plain put is enough.
            self._table.commit(
                [_connection_write(saved, " AND held_tenant = :held", {":held": text(held)})]
            )
        except ConditionFailedError as refusal:
            stored = refusal.stored[0]
            if _revision(stored) != connection.revision:
                raise _stale(saved) from refusal
            self._change_tenant(saved, held, "" if stored is None else stored["held_tenant"]["S"])
        return saved

    def all_active(self) -> list[tuple[str, PsaName]]:
        """See the port: those whose status lets them call the PSA."""
        places, _ = self._table.query(Span(keys.PULL_PARTITION, "by_due"))
        return sorted(_account_and_app(place) for place in places)

    def _change_tenant(self, saved: Connection, held: str, former: str) -> None:
        writes = [_connection_write(saved)]
        if held:
            writes.append(_claim(saved, held))
        if former:
            writes.append(_release(saved, former))
        try:
            self._table.commit(writes)
        except ConditionFailedError as refusal:
            if 0 in refusal.stored:
                raise _stale(saved) from refusal
            raise TenantTakenError(held) from refusal


def _held_tenant(connection: Connection) -> str:
    return "" if connection.status is ConnectionStatus.REMOVED else connection.tenant


def _connection_write(saved: Connection, also: str = "", values: Item | None = None) -> Write:
    """Put the connection over its former revision."""
    key = keys.connection_key(saved.account, saved.app)
    item = {
        "revision": number(saved.revision),
        "doc": document(saved),
        "held_tenant": text(_held_tenant(saved)),
    }
    if saved.status.sends:
        place = f"{keys.escaped(saved.account)}#{keys.escaped(saved.app)}"
        item |= {"due_pk": text(keys.PULL_PARTITION), "due_sk": text(place)}
    elif not saved.installed and not saved.emptied:
        place = f"{keys.instant_text(saved.since)}#{keys.escaped(saved.account)}"
        sort_key = f"{place}#{keys.escaped(saved.app)}"
        item |= {"due_pk": text(keys.REMOVED_PARTITION), "due_sk": text(sort_key)}
    if saved.revision == 1 and not also:
        return Write(key, item, "attribute_not_exists(pk)")
    former = {":former": number(saved.revision - 1)}
    return Write(key, item, f"revision = :former{also}", former | (values or {}))


def _claim(saved: Connection, tenant: str) -> Write:
    return Write(
        keys.tenant_key(saved.app, tenant),
        {"held_by": text(saved.account)},
        "attribute_not_exists(pk) OR held_by = :account",
        {":account": text(saved.account)},
    )


def _release(saved: Connection, tenant: str) -> Write:
    return Write(
        keys.tenant_key(saved.app, tenant),
        condition="attribute_not_exists(pk) OR held_by = :account",
        values={":account": text(saved.account)},
    )


def _revision(item: Item | None) -> int:
    return 0 if item is None else int(item["revision"]["N"])


def _stale(saved: Connection) -> StaleError:
    return StaleError(f"the {saved.app} connection is not at {saved.revision - 1} any more")


def _account_and_app(place: Item) -> tuple[str, PsaName]:
    account, app = keys.parts_of(place["due_sk"]["S"])
    return account, PsaName(app)
