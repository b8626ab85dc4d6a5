"""Filters in ConnectWise's conditions language; the only place where one is put together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import quote

INSTANT: Final = "%Y-%m-%dT%H:%M:%SZ"
_FIELD: Final = re.compile(r"[A-Za-z]+(/[A-Za-z]+)?")
_UNSAFE: Final = re.compile(r'["\\*\x00-\x1f\x7f]')


LONGEST_TEXT: Final = 250
"""No field that is compared with a text holds more."""

LONGEST_LIST: Final = 100
LONGEST_FILTER: Final = 1900
"""Encoded; the vendor's guide wants addresses below 2,000 characters."""


class UnsafeTextError(ValueError):
    """The text cannot be written as a literal: its escape is undocumented, or it is a wildcard."""


class UnfitFilterError(ValueError):
    """The filter holds an empty list, or is too long for an address."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter; joined ones are always in parentheses, for the precedence is undocumented."""

    text: str

    def __post_init__(self) -> None:
        if len(quote(self.text)) > LONGEST_FILTER:
            raise UnfitFilterError

    def __and__(self, other: "Condition") -> "Condition":
        """Both must hold."""
        return Condition(f"({self.text} AND {other.text})")

    def __or__(self, other: "Condition") -> "Condition":
        """One must hold."""
        return Condition(f"({self.text} OR {other.text})")


def text_is(field: str, value: str) -> Condition:
    """Match a text exactly.

    Raises:
        UnsafeTextError: The value holds a quote, a backslash, a wildcard or a control character,
            or is longer than any field.
    """
    return Condition(f"{_field(field)} = {_text(value)}")


def text_contains(field: str, value: str) -> Condition:
    """Match a part of a text.

    Raises:
        UnsafeTextError: As above.
    """
    return Condition(f"{_field(field)} contains {_text(value)}")


def flag_is(field: str, value: bool) -> Condition:
    """Match a flag."""
    return Condition(f"{_field(field)} = {value}")


def number_is(field: str, value: int) -> Condition:
    """Match an id."""
    return Condition(f"{_field(field)} = {value:d}")


def number_above(field: str, value: int) -> Condition:
    """Match the ids behind this one."""
    return Condition(f"{_field(field)} > {value:d}")


def number_in(field: str, values: Iterable[int]) -> Condition:
    """Match one of several ids.

    Raises:
        UnfitFilterError: There are none, or more than fit into an address.
    """
    listed = [f"{value:d}" for value in values]
    if not 0 < len(listed) <= LONGEST_LIST:
        raise UnfitFilterError
    return Condition(f"{_field(field)} in ({','.join(listed)})")


def not_before(field: str, instant: datetime) -> Condition:
    """Match an instant from this one on, whole seconds."""
    return Condition(f"{_field(field)} >= [{_instant(instant)}]")


def after(field: str, instant: datetime) -> Condition:
    """Match an instant behind this one, whole seconds."""
    return Condition(f"{_field(field)} > [{_instant(instant)}]")


def before(field: str, instant: datetime) -> Condition:
    """Match an instant ahead of this one, whole seconds."""
    return Condition(f"{_field(field)} < [{_instant(instant)}]")


def after_day(field: str, day: date) -> Condition:
    """Match an instant behind the beginning of the day in UTC, or behind the day itself."""
    return Condition(f"{_field(field)} > [{day.isoformat()}]")


def before_day(field: str, day: date) -> Condition:
    """Match an instant ahead of the day."""
    return Condition(f"{_field(field)} < [{day.isoformat()}]")


def _field(name: str) -> str:
    if not _FIELD.fullmatch(name):
        raise UnsafeTextError
    return name


def _text(value: str) -> str:
    if len(value) > LONGEST_TEXT or _UNSAFE.search(value):
        raise UnsafeTextError
    # A literal bracket is written as a class of one; quotes of the other kind need nothing.
    return '"{}"'.format(value.replace("[", "[[]"))


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime(INSTANT)
