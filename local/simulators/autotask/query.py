"""Autotask's filter language: clauses and groups compiled once, then asked of each row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from local.simulators.autotask import quirks_calls
from local.simulators.autotask import refusals_calls as words
from local.simulators.autotask.comparisons import OPERATORS, Comparison, values_of
from local.simulators.autotask.errors import VendorError, unable_to_find
from local.simulators.autotask.fields import NOTES
from local.simulators.autotask.schema import USER_DEFINED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from local.simulators.autotask.schema import Entity, Field, Row
    from local.simulators.autotask.table import Table
    from local.simulators.autotask.tenant import Tenant

    Test = Callable[[Row], bool]

DAY_CHARACTERS = len("2026-09-23")
LOWEST_ID = -(2**63)
MAXIMUM_CONDITIONS = 500


@dataclass(frozen=True, slots=True)
class Filter:
    """A compiled filter: the test of a row, and the AND-ed clauses an index may narrow by."""

    test: Test
    narrowing: tuple[Comparison, ...]

    def candidates(self, table: Table, above: int) -> Sequence[int]:
        """Give ids in ascending order, greater than `above`, that hold every match there is."""
        smallest: set[int] | list[int] | None = None
        for clause in self.narrowing:
            above = max(above, _lowest_id(clause))
            found = _indexed(table, clause)
            if found is not None and (smallest is None or len(found) < len(smallest)):
                smallest = found
        if smallest is None:
            return table.ids_above(above)
        return sorted(row_id for row_id in smallest if row_id > above)


EVERYTHING = Filter(lambda _: True, ())


def _lowest_id(clause: Comparison) -> int:
    """Give the id a clause asks rows to be above; keyset paging walks by it."""
    if clause.field.name != "id" or clause.operator not in ("gt", "gte"):
        return LOWEST_ID
    return int(clause.values[0]) - (clause.operator == "gte")


def _indexed(table: Table, clause: Comparison) -> set[int] | list[int] | None:
    if clause.operator in ("eq", "in"):
        return table.ids_with(clause.field.name, clause.values)
    if clause.operator in ("gt", "gte") and clause.field.kind in ("date", "day"):
        return table.ids_from(clause.field.name, clause.values[0])
    return None


def compile_filter(tenant: Tenant, entity: Entity, clauses: object) -> Filter:
    """Compile the `filter` of a query; the clauses of the top level are joined by AND.

    Raises:
        VendorError: no filter, an unknown field, a value of the wrong type, or too many values.
    """
    if isinstance(clauses, dict):
        clauses = [clauses]
    if not isinstance(clauses, list):
        raise VendorError(words.NO_FILTER)
    if not clauses and tenant.has(quirks_calls.REFUSES_EMPTY_FILTER):
        raise VendorError(words.NO_FILTER)
    compiler = _Compiler(tenant, entity)
    tests = compiler.tests(clauses, narrows=True)
    if compiler.conditions > MAXIMUM_CONDITIONS:
        raise VendorError(words.TOO_MANY_CONDITIONS)
    if compiler.user_defined > 1:
        raise VendorError(words.ONE_UDF)
    return Filter(_all_of(tests), tuple(compiler.narrowing))


def queryable_field(entity: Entity, name: object) -> Field:
    """Find a field by its name in any case.

    Raises:
        VendorError: the entity has no such field, or does not let it be queried.
    """
    field = entity.by_lower_name.get(str(name or "").lower())
    if field is None or not field.queryable:
        raise unable_to_find(str(name or ""), entity.name)
    return field


class _Compiler:
    def __init__(self, tenant: Tenant, entity: Entity) -> None:
        self._tenant, self._entity = tenant, entity
        self.conditions = 0
        self.user_defined = 0
        self.narrowing: list[Comparison] = []

    def tests(self, clauses: Sequence[Any], *, narrows: bool) -> list[Test]:
        compiled = (self._test(clause, narrows=narrows) for clause in clauses)
        return [test for test in compiled if test is not None]

    def _test(self, raw: object, *, narrows: bool) -> Test | None:
        clause = _lower_keys(raw)
        operator = str(clause.get("op") or "").lower()
        if operator in ("and", "or"):
            return self._group(operator, clause.get("items") or [], narrows=narrows)
        name = _OPERATOR_NAMES.get(operator)
        if name is None:
            if self._tenant.has(quirks_calls.DROPS_UNKNOWN_OPERATORS):
                return None
            raise VendorError(words.UNKNOWN_OPERATOR, operator=clause.get("op"))
        return self._comparison(name, clause, narrows=narrows)

    def _group(self, operator: str, items: Sequence[Any], *, narrows: bool) -> Test | None:
        if operator == "or":
            self.conditions += len(items)
            tests = self.tests(items, narrows=False)
            # A group whose every clause was dropped asks for nothing.
            return _any_of(tests) if tests else None
        return _all_of(self.tests(items, narrows=narrows))

    def _comparison(self, operator: str, clause: Mapping[str, Any], *, narrows: bool) -> Test:
        own = clause.get("udf") is True
        field = self._field(clause.get("field"), own=own)
        comparison = Comparison(
            field,
            operator,
            values_of(
                field,
                operator,
                clause.get("value"),
                needs_value=self._tenant.has(quirks_calls.REFUSES_MISSING_VALUE),
            ),
            ignore_case=self._tenant.has(quirks_calls.IGNORES_CASE_OF_STRINGS),
            empty_never_matches=self._tenant.has(quirks_calls.EMPTY_NEVER_MATCHES),
        )
        if operator in ("in", "notIn"):
            self.conditions += len(comparison.values)
        if own:
            test = comparison.test()
            return lambda row: test({one["name"]: one["value"] for one in row[USER_DEFINED]})
        if field.kind == "date" and self._tenant.has(quirks_calls.FILTERS_BY_DAY):
            return _by_day(comparison)
        if narrows and None not in comparison.values:
            self.narrowing.append(comparison)
        return comparison.test()

    def _field(self, name: object, *, own: bool) -> Field:
        if not own:
            field = queryable_field(self._entity, name)
            if field.name in NOTES and not self._tenant.has(quirks_calls.QUERIES_NOTES):
                raise unable_to_find(field.name, self._entity.name)
            return field
        self.user_defined += 1
        found = self._entity.user_defined_by_lower_name.get(str(name or "").lower())
        if found is None:
            raise unable_to_find(str(name or ""), self._entity.name)
        return found


_OPERATOR_NAMES = {name.lower(): name for name in OPERATORS}


def _by_day(comparison: Comparison) -> Test:
    days = tuple(value and value[:DAY_CHARACTERS] for value in comparison.values)
    name, test = comparison.field.name, replace(comparison, values=days).test()
    return lambda row: test({name: row[name] and row[name][:DAY_CHARACTERS]})


def _lower_keys(raw: object) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise VendorError(words.NO_CLAUSE)
    return {key.lower(): value for key, value in raw.items()}


def _all_of(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda row: all(test(row) for test in tests)


def _any_of(tests: list[Test]) -> Test:
    return lambda row: any(test(row) for test in tests)
