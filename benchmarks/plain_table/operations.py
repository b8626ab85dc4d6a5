"""The operations of DynamoDB that our adapters use, on tables in memory, one at a time."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from benchmarks.plain_table.expressions import changed, condition, limits
from benchmarks.plain_table.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.plain_table.expressions import Row

PAGE_BYTES: Final = 1_000_000
"""DynamoDB ends a page there."""


class RefusedError(Exception):
    """What DynamoDB answers with status 400.

    Attributes:
        answer: The body.
    """

    def __init__(self, code: str, **more: Any) -> None:  # noqa: ANN401 - JSON
        super().__init__(code)
        kind = f"com.amazonaws.dynamodb.v20120810#{code}"
        self.answer = {"__type": kind, "message": code, **more}


class Tables:
    """All tables of a server; one operation at a time."""

    def __init__(self) -> None:
        self._tables: dict[str, Rows] = {}
        self._lock = Lock()

    def answer(self, operation: str, asked: Row) -> Row:
        """Do one operation.

        Raises:
            RefusedError: A condition does not hold, or there is no such table.
            KeyError: It is none of those that are needed.
        """
        with self._lock:
            return _OPERATIONS[operation](self, asked)

    def create(self, asked: Row) -> Row:
        """Make an empty table."""
        self._tables[asked["TableName"]] = Rows(asked)
        return {"TableDescription": {"TableName": asked["TableName"], "TableStatus": "ACTIVE"}}

    def drop(self, asked: Row) -> Row:
        """Remove a table with its rows."""
        del self._tables[asked["TableName"]]
        return {}

    def named(self, name: str) -> Rows:
        """A table."""
        if name not in self._tables:
            raise RefusedError("ResourceNotFoundException")
        return self._tables[name]


def _got(tables: Tables, asked: Row) -> Row:
    row = tables.named(asked["TableName"]).get(asked["Key"])
    return {} if row is None else {"Item": row}


def _got_many(tables: Tables, asked: Row) -> Row:
    found: dict[str, list[Row]] = {}
    for name, wanted in asked["RequestItems"].items():
        read = map(tables.named(name).get, wanted["Keys"])
        found[name] = [row for row in read if row is not None]
    return {"Responses": found, "UnprocessedKeys": {}}


def _queried(tables: Tables, asked: Row) -> Row:
    rows, index = tables.named(asked["TableName"]), asked.get("IndexName")
    values = asked["ExpressionAttributeValues"]
    low, high = limits(asked["KeyConditionExpression"], values)
    start = asked.get("ExclusiveStartKey")
    if start is not None:
        low = (start[rows.sort_key(index)]["S"], start["pk"]["S"], start["sk"]["S"] + "\x00")
    page: list[Row] = []
    size = 0
    for row in rows.between(index, values[":pk"]["S"], low, high):
        page.append(row)
        size += sum(len(text) for value in row.values() for text in value.values())
        if size > PAGE_BYTES or len(page) == asked.get("Limit"):
            return {"Items": page, "LastEvaluatedKey": rows.key(index, row)}
    return {"Items": page}


def _put(tables: Tables, asked: Row) -> Row:
    _write(tables, [{"Put": asked}])
    return {}


def _deleted(tables: Tables, asked: Row) -> Row:
    _write(tables, [{"Delete": asked}])
    return {}


def _transacted(tables: Tables, asked: Row) -> Row:
    _write(tables, asked["TransactItems"])
    return {}


def _write(tables: Tables, writes: list[Row]) -> None:
    """Put and delete, if all conditions hold."""
    asked = [one for write in writes for one in write.values()]
    reasons = [_reason(tables, one) for one in asked]
    if any(reasons):
        if len(writes) == 1:
            raise RefusedError("ConditionalCheckFailedException", **(reasons[0] or {}))
        told = [_cancelled(reason) for reason in reasons]
        raise RefusedError("TransactionCanceledException", CancellationReasons=told)
    for one in asked:
        rows = tables.named(one["TableName"])
        if "Item" in one:
            rows.put(one["Item"])
        else:
            rows.delete(one["Key"])


def _reason(tables: Tables, asked: Row) -> Row | None:
    """Why a write is refused, with the row as it is; None where it is not."""
    stored = tables.named(asked["TableName"]).get(
        asked["Item"] if "Item" in asked else asked["Key"]
    )
    holds = condition(asked.get("ConditionExpression", ""))
    if holds(stored or {}, asked.get("ExpressionAttributeValues", {})):
        return None
    shown = asked.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and stored is not None
    return {"Item": stored} if shown else {"Message": "The conditional request failed"}


def _cancelled(reason: Row | None) -> Row:
    return {"Code": "None"} if reason is None else {"Code": "ConditionalCheckFailed", **reason}


def _updated(tables: Tables, asked: Row) -> Row:
    reason = _reason(tables, asked)
    if reason is not None:
        raise RefusedError("ConditionalCheckFailedException", **reason)
    rows, values = tables.named(asked["TableName"]), asked.get("ExpressionAttributeValues", {})
    row = rows.get(asked["Key"]) or asked["Key"]
    rows.put(changed(row, asked["UpdateExpression"], values))
    return {}


def _written(tables: Tables, asked: Row) -> Row:
    for name, requests in asked["RequestItems"].items():
        rows = tables.named(name)
        for one in requests:
            if "PutRequest" in one:
                rows.put(one["PutRequest"]["Item"])
            else:
                rows.delete(one["DeleteRequest"]["Key"])
    return {"UnprocessedItems": {}}


_OPERATIONS: Final[dict[str, Callable[[Tables, Row], Row]]] = {
    "CreateTable": Tables.create,
    "DeleteTable": Tables.drop,
    "GetItem": _got,
    "BatchGetItem": _got_many,
    "Query": _queried,
    "PutItem": _put,
    "DeleteItem": _deleted,
    "UpdateItem": _updated,
    "TransactWriteItems": _transacted,
    "BatchWriteItem": _written,
}
