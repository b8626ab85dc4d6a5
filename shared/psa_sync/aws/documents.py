"""Domain objects as one JSON string each, and as they are kept in rows and messages."""

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

Item = dict[str, Any]
"""A row in DynamoDB's own notation: attribute name to `{"S": ...}` or `{"N": ...}`."""


def text(value: str) -> dict[str, str]:
    """A string attribute."""
    return {"S": value}


def number(value: int) -> dict[str, str]:
    """A number attribute."""
    return {"N": str(value)}


def document(value: object) -> dict[str, str]:
    """The `doc` attribute: instants as RFC 3339, decimals as text, so that nothing is rounded."""
    return text(msgspec.json.encode(value).decode())


def from_item(item: Item, kind: type[T]) -> T:
    """Read the `doc` attribute back.

    A field that an older release did not know takes its default; one that only a newer release
    knows is passed over.
    """
    return msgspec.json.decode(item["doc"]["S"], type=kind)
