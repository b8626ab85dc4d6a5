"""The vendor's filter language: from `conditions` text to a predicate on rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local.simulators.connectwise import quirks, refusals_calls
from local.simulators.connectwise.comparison import Literal, Path, comparison, resolve
from local.simulators.connectwise.errors import coded, not_recognized
from local.simulators.connectwise.tokens import Token, day_or_instant, tokens, unquoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.simulators.connectwise.comparison import Predicate, Row
    from local.simulators.connectwise.schema import Schema
    from local.simulators.quirks import Quirks

    Resolve = Callable[[str], Path]


@dataclass(frozen=True, slots=True)
class Bound:
    """A comparison that every matching row fulfils, so an index may use it."""

    name: str
    operator: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """A read filter: the predicate, and what it says for certain about single fields."""

    matches: Predicate
    bounds: tuple[Bound, ...] = field(default=())


EVERYTHING = Filter(lambda _: True)


def conditions(text: str, schema: Schema, switches: Quirks) -> Filter:
    """Read the `conditions` parameter.

    Raises:
        VendorError: 400 `ApiFindCondition`.
    """
    return _Parser(text, lambda name: resolve(schema, name), switches).filter()


def child_conditions(text: str, schema: Schema, switches: Quirks) -> Filter:
    """Read `childConditions`: fields inside arrays, `types/name="Client"`; `in` is refused.

    A comparison holds when any element of the array fulfils it.

    Raises:
        VendorError: 400 `ApiFindCondition`.
    """
    return _Parser(text, lambda name: _child(schema, name), switches, children=True).filter()


def custom_field_conditions(text: str, switches: Quirks) -> Filter:
    """Read `customFieldConditions`: one custom field must fulfil the whole expression.

    Raises:
        VendorError: 400 `ApiFindCondition`.
    """
    inner = _Parser(text, _custom, switches).filter().matches
    return Filter(lambda row: any(inner(one) for one in row.get("customFields") or []))


def _child(schema: Schema, written: str) -> Path:
    head, _, part = written.partition("/")
    array = schema.find(head)
    if array is None or array.kind != "array" or not part:
        raise not_recognized(written)
    name = array.name

    def get(row: Row) -> list[Any] | None:
        found = [one.get(part) for one in row.get(name) or [] if isinstance(one, dict)]
        return found or None

    kind = {"id": "number"}.get(part.lower(), "flag" if part.endswith("Flag") else "text")
    return Path(f"{name}/{part}", kind, frozenset(), get)


def _custom(written: str) -> Path:
    name = written.lower()
    if name not in {"caption", "value"}:
        raise not_recognized(written)
    return Path(name, "text", frozenset(), lambda one: one.get(name))


class _Parser:
    def __init__(
        self, text: str, resolve_name: Resolve, switches: Quirks, *, children: bool = False
    ) -> None:
        self._tokens = list(tokens(text))
        self._at = 0
        self._resolve = resolve_name
        self._switches = switches
        self._children = children

    def filter(self) -> Filter:
        if self._next.kind == "end":
            return EVERYTHING
        left_to_right = self._switches.is_on(quirks.AND_OR_LEFT_TO_RIGHT)
        found = self._flat() if left_to_right else self._any()
        if self._next.kind != "end":
            raise self._unexpected()
        return found

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self, kind: str, *texts: str) -> Token | None:
        token = self._next
        if token.kind != kind or (texts and token.text not in texts):
            return None
        self._at += 1
        return token

    def _any(self) -> Filter:
        parts = [self._all()]
        while self._take("keyword", "or"):
            parts.append(self._all())
        return _either(parts)

    def _all(self) -> Filter:
        parts = [self._one()]
        while self._take("keyword", "and"):
            parts.append(self._one())
        return both(parts)

    def _flat(self) -> Filter:
        found = self._one()
        while word := self._take("keyword", "and", "or"):
            join = both if word.text == "and" else _either
            found = join([found, self._one()])
        return found

    def _one(self) -> Filter:
        if self._take("mark", "("):
            return self._parenthesised()
        if self._next.text == "not" and self._switches.is_on(quirks.PREFIX_NOT):
            self._at += 1
            inner = self._one().matches
            return Filter(lambda row: not inner(row))
        return self._comparison()

    def _parenthesised(self) -> Filter:
        left_to_right = self._switches.is_on(quirks.AND_OR_LEFT_TO_RIGHT)
        found = self._flat() if left_to_right else self._any()
        if not self._take("mark", ")"):
            raise self._unexpected()
        return found

    def _comparison(self) -> Filter:
        word = self._take("word")
        if word is None:
            raise self._unexpected()
        path, operator = self._resolve(word.text), self._operator()
        literals = self._list() if operator.endswith("in") else [self._literal()]
        if self._children:
            return Filter(_any_element(path, operator, literals, self._switches))
        holds = comparison(path, operator, literals, self._switches)
        values = tuple(literal.value for literal in literals)
        days = path.name == "timeStart" and self._switches.is_on(quirks.TIME_START_DAYS_ONLY)
        return Filter(holds, () if days else (Bound(path.name, operator, values),))

    def _operator(self) -> str:
        if token := self._take("operator"):
            return token.text
        negation = "not " if self._take("keyword", "not") else ""
        allowed = ("like", "contains") if self._children else ("in", "like", "contains")
        if token := self._take("keyword", *allowed):
            return negation + token.text
        raise self._unexpected()

    def _list(self) -> list[Literal]:
        if not self._take("mark", "("):
            raise self._unexpected()
        found = [self._literal()]
        while self._take("mark", ","):
            found.append(self._literal())
        if not self._take("mark", ")"):
            raise self._unexpected()
        return found

    def _literal(self) -> Literal:
        token = self._next
        self._at += 1
        match token.kind:
            case "string":
                return Literal("string", unquoted(token.text))
            case "instant":
                day_only = "T" not in token.text.upper() and ":" not in token.text
                return Literal("instant", day_or_instant(token.text), whole_day=day_only)
            case "number":
                number = float(token.text)
                return Literal("number", int(number) if number.is_integer() else number)
            case "keyword" if token.text in {"true", "false"}:
                return Literal("flag", token.text == "true")
            case "keyword" if token.text == "null":
                return Literal("null", None)
        self._at -= 1
        raise self._unexpected()

    def _unexpected(self) -> Exception:
        shown = self._next.text or "the end"
        return coded(refusals_calls.CONDITIONS_INVALID, text=shown)


def both(parts: list[Filter]) -> Filter:
    """Join filters with AND."""
    parts = [part for part in parts if part is not EVERYTHING]
    if len(parts) <= 1:
        return parts[0] if parts else EVERYTHING
    tests = tuple(part.matches for part in parts)
    bounds = tuple(bound for part in parts for bound in part.bounds)
    return Filter(lambda row: all(test(row) for test in tests), bounds)


def _either(parts: list[Filter]) -> Filter:
    if len(parts) == 1:
        return parts[0]
    tests = tuple(part.matches for part in parts)
    return Filter(lambda row: any(test(row) for test in tests))


def _any_element(path: Path, operator: str, literals: list[Literal], switches: Quirks) -> Predicate:
    element = Path(path.name, path.kind, path.values, lambda box: box["value"])
    holds = comparison(element, operator, literals, switches)
    return lambda row: any(holds({"value": value}) for value in path.get(row) or [])
