"""Writes and key ranges as values, and why a write was refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from botocore.exceptions import ClientError

from psa_sync.aws.documents import Item, text
from psa_sync.aws.keys import Key
from psa_sync.aws.store_errors import error_code

_CONFLICTS: Final = frozenset(
    {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
)


class ConditionFailedError(Exception):
    """A condition did not hold, and nothing was written.

    Attributes:
        stored: Position of each refused write, and the row that stands in its way.
    """

    def __init__(self, stored: Mapping[int, Item | None]) -> None:
        super().__init__(f"refused: {sorted(stored)}")
        self.stored = stored


@dataclass(frozen=True, slots=True)
class Write:
    """A put (with an item) or a delete (without one), under a condition.

    Attributes:
        condition: DynamoDB condition expression; empty for none.
        values: Placeholders of the condition.
    """

    key: Key
    item: Item | None = None
    condition: str = ""
    values: Item = field(default_factory=dict)

    def with_attribute(self, name: str, value: dict[str, str]) -> "Write":
        """The same put with one attribute more."""
        return replace(self, item={**(self.item or {}), name: value})

    def request(self, table: str) -> dict[str, Any]:
        """The arguments of PutItem or DeleteItem."""
        if self.item is None:
            request: dict[str, Any] = {"Key": key_item(self.key)}
        else:
            request = {"Item": self.item | key_item(self.key)}
        if self.condition:
            request["ConditionExpression"] = self.condition
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        if self.values:
            request["ExpressionAttributeValues"] = self.values
        return {"TableName": table, **request}

    def transact_item(self, table: str) -> dict[str, Any]:
        """One item of TransactWriteItems."""
        return {"Delete" if self.item is None else "Put": self.request(table)}


@dataclass(frozen=True, slots=True)
class Span:
    """Rows of one partition, of the table or of an index.

    Attributes:
        index: `by_due`, `by_feed`, `by_problem` or `by_start`; None for the table itself.
        condition: On the sort key, written as `#sk`; empty for the whole partition.
        values: Placeholders of the condition.
    """

    partition: str
    index: str | None = None
    condition: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def request(self, table: str) -> dict[str, Any]:
        """The arguments of Query."""
        prefix = "" if self.index is None else self.index.removeprefix("by_") + "_"
        names = {"#pk": f"{prefix}pk"}
        where = "#pk = :pk"
        if self.condition:
            names["#sk"] = f"{prefix}sk"
            where += f" AND {self.condition}"
        values = {":pk": text(self.partition)}
        values |= {name: text(value) for name, value in self.values.items()}
        request: dict[str, Any] = {
            "TableName": table,
            "KeyConditionExpression": where,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }
        return request | (
            {"ConsistentRead": True} if self.index is None else {"IndexName": self.index}
        )


def prefixed(partition: str, prefix: str) -> Span:
    """Rows of the table whose sort key begins so."""
    return Span(partition, condition="begins_with(#sk, :prefix)", values={":prefix": prefix})


def key_item(key: Key) -> Item:
    """The key in DynamoDB's notation."""
    return {"pk": text(key.pk), "sk": text(key.sk)}


def key_of(item: Item) -> Key:
    """The key of a row."""
    return Key(item["pk"]["S"], item["sk"]["S"])


def retry_or_raise(error: ClientError) -> None:
    """Return where the write met another one and may be repeated; otherwise raise what it means.

    Raises:
        ConditionFailedError: A condition does not hold.
        ClientError: Anything else, unchanged.
    """
    answer: dict[str, Any] = {**error.response}
    if error_code(error) == "TransactionConflictException":
        return
    if error_code(error) == "ConditionalCheckFailedException":
        raise ConditionFailedError({0: answer.get("Item")}) from error
    reasons = answer.get("CancellationReasons", [])
    refused = {
        position: reason.get("Item")
        for position, reason in enumerate(reasons)
        if reason.get("Code") == "ConditionalCheckFailed"
    }
    if refused:
        raise ConditionFailedError(refused) from error
    if not _CONFLICTS & {reason.get("Code") for reason in reasons}:
        raise error
