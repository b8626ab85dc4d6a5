"""How many AWS calls this process made, by operation: the base of every cost figure."""

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boto3 import Session

_made: Counter[str] = Counter()


def count_calls(session: "Session") -> None:
    """Count every request that the session's clients send, repetitions included."""
    session.events.register("before-send", _count, unique_id="psa-sync-call-counts")


def calls_made() -> Counter[str]:
    """A copy of the counts so far, e.g. `{"dynamodb.PutItem": 3}`."""
    return Counter(_made)


def _count(event_name: str, **_: object) -> None:
    _made[event_name.removeprefix("before-send.")] += 1
