"""The table: consistent reads, index queries, and writes that know whether they happened."""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from time import sleep as real_sleep
from typing import TYPE_CHECKING, Any, Final, TypeVar

from botocore.exceptions import ClientError

from psa_sync.aws.documents import Item, text
from psa_sync.aws.keys import Key
from psa_sync.aws.store_errors import store_errors, store_unavailable
from psa_sync.aws.writes import (
    ConditionFailedError,
    Span,
    Write,
    key_item,
    key_of,
    retry_or_raise,
)
from psa_sync.domain.errors import TransientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")

_GET_LIMIT: Final = 100
_WRITE_LIMIT: Final = 25
_TRIES: Final = 6
_FIRST_WAIT_SECONDS: Final = 0.05


class Table:
    """One DynamoDB table behind a small vocabulary.

    Args:
        client: DynamoDB client; retries and time-outs are set there.
        name: The table's name.
        random: For waits and write ids.
        sleep: Waits so many seconds.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        name: str,
        *,
        random: Random,
        sleep: Callable[[float], None] = real_sleep,
    ) -> None:
        self._client = client
        self._name = name
        self._random = random
        self._sleep = sleep

    def get(self, key: Key) -> Item | None:
        """Read one row, strongly consistent."""
        with store_errors():
            answer = self._client.get_item(
                TableName=self._name, Key=key_item(key), ConsistentRead=True
            )
        return answer.get("Item")

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Read rows, strongly consistent, 100 a call; unknown keys are left out.

        Raises:
            TransientError: The table left keys unread after several tries.
        """
        found: dict[Key, Item] = {}
        for chunk in _chunks(list(dict.fromkeys(keys)), _GET_LIMIT):
            waiting: list[Any] = [key_item(key) for key in chunk]
            for _ in self._tries("reading"):
                with store_errors():
                    answer = self._client.batch_get_item(
                        RequestItems={self._name: {"Keys": waiting, "ConsistentRead": True}}
                    )
                found |= {key_of(item): item for item in answer["Responses"].get(self._name, [])}
                waiting = list(
                    answer.get("UnprocessedKeys", {}).get(self._name, {"Keys": []})["Keys"]
                )
                if not waiting:
                    break
        return found

    def query(self, span: Span, *, limit: int | None = None) -> tuple[list[Item], bool]:
        """Read rows of one partition in the order of the sort key.

        Args:
            span: Where; an index gives keys only and may lag, the table is strongly consistent.
            limit: How many rows at most; None reads all.

        Returns:
            The rows, and whether there may be more behind them.
        """
        request = span.request(self._name)
        found: list[Item] = []
        while True:
            if limit is not None:
                request["Limit"] = limit - len(found)
            with store_errors():
                answer = self._client.query(**request)
            found += answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return found, False
            if limit is not None and len(found) >= limit:
                return found, True
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def each(self, span: Span) -> Iterator[Item]:
        """Read rows of one partition, page by page as they are asked for; however many there are.

        The order is that of the sort key.
        """
        request = span.request(self._name)
        while True:
            with store_errors():
                answer = self._client.query(**request)
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def commit(self, writes: Sequence[Write]) -> None:
        """Carry out all the writes or none; the first one must be a put.

        A put carries a random id, so that a write whose answer was lost, or that the client sent
        twice, is recognised as done.

        Raises:
            ConditionFailedError: A condition does not hold; nothing was written.
            TransientError: Nothing is known to be written.
        """
        write_id = f"{self._random.getrandbits(64):016x}"
        first, *others = writes
        first = first.with_attribute("write_id", text(write_id))
        try:
            self._send(lambda: self._put([first, *others]))
        except ConditionFailedError as refusal:
            if _write_id(refusal.stored.get(0)) != write_id:
                raise
        except TransientError:
            if _write_id(self.get(first.key)) != write_id:
                raise

    def remove(self, deletes: Sequence[Write]) -> None:
        """Carry out all the deletes or none; their conditions hold for rows that are gone, too.

        Raises:
            ConditionFailedError: A condition does not hold; nothing was deleted.
            TransientError: Not known to be deleted; safe to repeat.
        """
        self._send(lambda: self._put(deletes))

    def put_and_delete(self, puts: Sequence[Item], deletes: Sequence[Key] = ()) -> None:
        """Write and delete rows without conditions, 25 a call; not atomic, safe to repeat.

        Raises:
            TransientError: Not all rows are known to be written.
        """
        requests: list[Any] = [{"PutRequest": {"Item": item}} for item in puts]
        requests += [{"DeleteRequest": {"Key": key_item(key)}} for key in deletes]
        for chunk in _chunks(requests, _WRITE_LIMIT):
            waiting = list(chunk)
            for _ in self._tries("writing"):
                with store_errors():
                    answer = self._client.batch_write_item(RequestItems={self._name: waiting})
                waiting = list(answer.get("UnprocessedItems", {}).get(self._name, []))
                if not waiting:
                    break

    def update(self, key: Key, expression: str, *, values: Item, condition: str = "") -> None:
        """Change attributes of one row in place.

        Raises:
            ConditionFailedError: The condition does not hold.
            TransientError: Nothing is known to be written.
        """
        request: dict[str, Any] = {"ConditionExpression": condition} if condition else {}
        if values:
            request["ExpressionAttributeValues"] = values

        def send() -> None:
            self._client.update_item(
                TableName=self._name, Key=key_item(key), UpdateExpression=expression, **request
            )

        self._send(send)

    def _send(self, call: Callable[[], None]) -> None:
        for _ in self._tries("a write"):
            with store_errors():
                try:
                    call()
                except ClientError as error:
                    retry_or_raise(error)
                else:
                    return

    def _put(self, writes: Sequence[Write]) -> None:
        if len(writes) == 1:
            one = writes[0]
            call = self._client.put_item if one.item is not None else self._client.delete_item
            call(**one.request(self._name))
        else:
            items: list[Any] = [write.transact_item(self._name) for write in writes]
            self._client.transact_write_items(TransactItems=items)

    def _tries(self, what: str) -> Iterator[int]:
        for number in range(_TRIES):
            if number:
                self._sleep(self._random.uniform(0, _FIRST_WAIT_SECONDS * 2**number))
            yield number
        raise store_unavailable(f"{what} was refused {_TRIES} times")


def _chunks(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]


def _write_id(item: Item | None) -> str | None:
    return None if item is None else item.get("write_id", {}).get("S")
