"""The expressions that our adapters write, as functions of a row; others are refused."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, partial
from operator import eq, le, lt
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    Condition: TypeAlias = Callable[[dict[str, Any], dict[str, Any]], bool]

Row = dict[str, Any]
"""Attributes, or values of placeholders, in DynamoDB's own notation."""
Bound = tuple[str, ...]
LAST: Final = "\U0010ffff"
"""Sorts behind every other character."""
_COMPARISONS: Final = {"=": eq, "<": lt, "<=": le}
_TERM: Final = re.compile(
    r"(?P<function>attribute_(?:not_)?exists)\((?P<named>\w+)\)"
    r"|(?P<name>\w+) (?P<sign><=|<|=) (?P<value>:\w+)"
)
_CLAUSE: Final = re.compile(r"(SET|ADD|REMOVE) (.*?)(?= (?:SET|ADD|REMOVE) |$)")


@cache
def condition(expression: str) -> Condition:
    """Whether a row fulfils a condition, given the values of its placeholders.

    Raises:
        ValueError: It is of a form that our adapters do not write.
    """
    if not expression:
        return lambda _row, _values: True
    parts = expression.split(" AND ")
    if len(parts) == 1:
        return _choice(expression)
    needed = [_choice(part) for part in map(_without_parentheses, parts)]
    return lambda row, values: all(part(row, values) for part in needed)


def _without_parentheses(part: str) -> str:
    if part.startswith("(") and part.endswith(")"):
        return part[1:-1]
    if " OR " in part:
        message = f"OR beside AND, without parentheses: {part}"
        raise ValueError(message)
    return part


def _choice(expression: str) -> Condition:
    enough = [_term(part) for part in expression.split(" OR ")]
    return lambda row, values: any(part(row, values) for part in enough)


def _term(expression: str) -> Condition:
    term = _TERM.fullmatch(expression)
    if term is None:
        message = f"not a condition that is known here: {expression}"
        raise ValueError(message)
    if term["function"]:
        wanted = term["function"] == "attribute_exists"
        return lambda row, _values: (term["named"] in row) is wanted
    compare = _COMPARISONS[term["sign"]]
    return partial(_compared, compare, term["name"], term["value"])


def _compared(
    compare: Callable[[Any, Any], bool], name: str, value: str, row: Row, values: Row
) -> bool:
    if name not in row or row[name].keys() != values[value].keys():
        return False
    return compare(_plain(row[name]), _plain(values[value]))


def _plain(value: Row) -> str | Decimal:
    return Decimal(value["N"]) if "N" in value else str(value["S"])


def changed(row: Row, expression: str, values: Row) -> Row:
    """The row after an update."""
    row = dict(row)
    for clause, changes in _CLAUSE.findall(expression):
        for change in changes.split(", "):
            _CHANGES[clause](row, change, values)
    return row


def _set(row: Row, change: str, values: Row) -> None:
    name, _, value = change.partition(" = ")
    row[name] = values[value]


def _add(row: Row, change: str, values: Row) -> None:
    name, _, value = change.partition(" ")
    row[name] = {"N": str(Decimal(row.get(name, {"N": "0"})["N"]) + Decimal(values[value]["N"]))}


def _remove(row: Row, change: str, _values: Row) -> None:
    row.pop(change, None)


_CHANGES: Final = {"SET": _set, "ADD": _add, "REMOVE": _remove}


def limits(expression: str, values: Row) -> tuple[Bound, Bound]:
    """Between which places in an index a query looks: from the first bound to before the second.

    A place begins with its sort key.

    Raises:
        ValueError: It asks for something else.
    """
    asked = [values[name]["S"] for name in _placeholders(expression)]
    shape = re.sub(r":\w+", ":", expression.removeprefix("#pk = :pk").removeprefix(" AND "))
    if shape not in _LIMITS:
        message = f"not a query that is known here: {expression}"
        raise ValueError(message)
    return _LIMITS[shape](*asked)


def _placeholders(expression: str) -> Iterator[str]:
    return (name for name in re.findall(r":\w+", expression) if name != ":pk")


_LIMITS: Final[dict[str, Callable[..., tuple[Bound, Bound]]]] = {
    "": lambda: ((), (LAST,)),
    "begins_with(#sk, :)": lambda prefix: ((prefix,), (f"{prefix}{LAST}",)),
    "#sk BETWEEN : AND :": lambda low, high: ((low,), (high, LAST)),
    "#sk < :": lambda high: ((), (high,)),
    "#sk > :": lambda low: ((low, LAST), (LAST,)),
}
