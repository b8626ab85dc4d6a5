"""Compare one field of a row with literals, by the field's kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any

from local.simulators.connectwise import quirks, refusals_calls
from local.simulators.connectwise.errors import coded, not_recognized
from local.simulators.connectwise.schema import REFERENCE_PARTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.simulators.connectwise.schema import Field, Schema
    from local.simulators.quirks import Quirks

    Row = dict[str, Any]
    Predicate = Callable[[Row], bool]
    Test = Callable[[Any], bool]

LAST_UPDATED = "lastUpdated"
_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
_NEGATIVE = {"!=", "not in", "not like", "not contains"}
_DAY = len("2026-03-02")


@dataclass(frozen=True, slots=True)
class Literal:
    """A value in a filter; kind: string, number, instant, flag or null.

    `whole_day` marks an instant written as a date without time of day.
    """

    kind: str
    value: Any
    whole_day: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A resolved field: canonical name such as `member/identifier`, kind, getter."""

    name: str
    kind: str
    values: frozenset[str]
    get: Callable[[Row], Any]


def resolve(schema: Schema, written: str) -> Path:
    """Find a field of a resource by the name a filter uses.

    Raises:
        VendorError: 400, the resource does not have this name.
    """
    head, _, rest = written.partition("/")
    if head.lower() == "_info" and rest:
        return _info_path(rest)
    if written.lower() == LAST_UPDATED.lower():
        return _info_path(LAST_UPDATED)
    field = schema.find(head)
    if field is None:
        raise not_recognized(written)
    return _part(field, rest, written) if rest else _whole(field)


def _info_path(part: str) -> Path:
    kind = "instant" if part.lower() in {"lastupdated", "dateentered"} else "text"
    name = {"lastupdated": LAST_UPDATED, "dateentered": "dateEntered"}.get(part.lower(), part)
    return Path(name, kind, frozenset(), lambda row: row.get("_info", {}).get(name))


def _whole(field: Field) -> Path:
    name = field.name
    return Path(name, field.kind, field.values, lambda row: row.get(name))


def _part(field: Field, rest: str, written: str) -> Path:
    part = rest.lower()
    if field.kind != "reference" or part not in REFERENCE_PARTS:
        raise not_recognized(written)
    name, kind = field.name, "number" if part in {"id", "sort", "dailycapacity"} else "text"

    def get(row: Row) -> Any:  # noqa: ANN401  (any JSON value)
        return (row.get(name) or {}).get(part)

    return Path(f"{name}/{part}", kind, frozenset(), get)


def comparison(path: Path, operator: str, literals: list[Literal], switches: Quirks) -> Predicate:
    """Make the predicate of `path operator literals`.

    Args:
        path: the field.
        operator: `=`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `like`, `contains`, also with `not `.
        literals: one, or any number for `in`.
        switches: the quirks of the simulator.

    Raises:
        VendorError: 400, the literal does not fit the field.
    """
    if path.name.endswith("inactiveFlag") and switches.is_on(quirks.INACTIVE_FLAG_NOT_A_CONDITION):
        raise not_recognized(path.name)
    if len(literals) == 1 and literals[0].kind == "null":
        return _null(path, operator)
    if path.kind in {"reference", "array"}:
        raise not_recognized(path.name)
    test = _test(path, operator, literals, switches)
    empty = operator in _NEGATIVE and switches.is_on(quirks.NEGATIONS_MATCH_EMPTY)
    get = path.get

    def holds(row: Row) -> bool:
        value = get(row)
        return empty if value is None else test(value)

    return holds


def _null(path: Path, operator: str) -> Predicate:
    if operator not in {"=", "!="}:
        raise coded(refusals_calls.OPERATOR_INVALID, operator=operator, field="null")
    wanted, get = operator == "=", path.get
    return lambda row: (get(row) is None) == wanted


def _test(path: Path, operator: str, literals: list[Literal], switches: Quirks) -> Test:
    fold = _keep if switches.is_on(quirks.STRINGS_KNOW_CASE) else _lower
    if path.name == "timeStart" and switches.is_on(quirks.TIME_START_DAYS_ONLY):
        return _by_day(operator, literals[0])
    values = [_converted(path, literal) for literal in literals]
    if operator in {"in", "not in"}:
        chosen, inside = {fold(value) for value in values}, operator == "in"
        return lambda found: (fold(found) in chosen) == inside
    if path.kind in {"text", "enum"}:
        return _text_test(operator, str(values[0]), fold)
    if operator not in _ORDERED:
        raise coded(refusals_calls.OPERATOR_INVALID, operator=operator, field=path.name)
    compare, value = _ORDERED[operator], values[0]
    return lambda found: compare(found, value)


def _text_test(operator: str, value: str, fold: Callable[[Any], Any]) -> Test:
    wanted = not operator.startswith("not ") and operator != "!="
    bare = operator.removeprefix("not ")
    if bare == "contains":
        needle = fold(value.replace("[[]", "["))
        return lambda found: (needle in fold(str(found))) == wanted
    if bare == "like" or (bare in {"=", "!="} and "*" in value):
        pattern = _wildcards(fold(value))
        return lambda found: (pattern.fullmatch(fold(str(found))) is not None) == wanted
    compare, folded = _ORDERED[operator], fold(value.replace("[[]", "["))
    return lambda found: compare(fold(str(found)), folded)


def _wildcards(value: str) -> re.Pattern[str]:
    parts = re.split(r"([*%])", value.replace("[[]", "["))
    text = "".join(".*" if part in {"*", "%"} else re.escape(part) for part in parts)
    return re.compile(text, re.DOTALL)


def _by_day(operator: str, literal: Literal) -> Test:
    if not literal.whole_day:
        return lambda _: False
    compare, day = _ORDERED[{"<=": "<", ">=": ">"}.get(operator, operator)], literal.value[:_DAY]
    return lambda found: compare(found[:_DAY], day)


def _converted(path: Path, literal: Literal) -> Any:  # noqa: ANN401  (the field's own type)
    """Give the literal as the field's JSON holds it."""
    value, fits = literal.value, _FITS[path.kind]
    if literal.kind not in fits:
        raise coded(refusals_calls.VALUE_INVALID, value=value, field=path.name)
    if path.kind == "enum":
        return _enum(path, str(value))
    if path.kind == "number" and literal.kind == "string":
        return _number(path, value)
    if path.kind == "flag" and literal.kind != "flag":
        return str(value).lower() in {"true", "1"}
    return value


_FITS = {
    "number": {"number", "string"},
    "text": {"string", "number", "instant"},
    "enum": {"string"},
    "flag": {"flag", "string", "number"},
    "instant": {"instant"},
}


def _enum(path: Path, value: str) -> str:
    if "*" in value or "%" in value or value.lower() in {one.lower() for one in path.values}:
        return value
    raise coded(refusals_calls.ENUM_UNKNOWN)


def _number(path: Path, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise coded(refusals_calls.VALUE_INVALID, value=value, field=path.name) from None


def _lower(value: Any) -> Any:  # noqa: ANN401  (any JSON value)
    return value.lower() if isinstance(value, str) else value


def _keep(value: Any) -> Any:  # noqa: ANN401  (any JSON value)
    return value
