"""What an entity is: its fields with types and flags, the verbs it takes, its place in the URLs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Row = dict[str, Any]

USER_DEFINED = "userDefinedFields"
"""Where rows hold what the tenant added: a list of `{name, value}`, values as text."""

DATE_KINDS = frozenset({"date", "day"})
NUMBER_KINDS = frozenset({"int", "long", "double"})

_FIELD = re.compile(
    r"(?P<name>\w+):(?P<kind>[a-z]+)(?:\((?P<length>\d+)\))?(?P<flags>[!=-]*)"
    r"(?:@(?P<reference>\w+))?(?:#(?P<picklist>\w+))?"
)


@dataclass(frozen=True, slots=True)
class Field:
    """One property of an entity.

    `kind` is int, long, double, text, bool, date (an instant) or day (a calendar date at
    midnight, never converted between zones). `reference` names an entity, `picklist` a list in
    `picklists.py`.
    """

    name: str
    kind: str
    length: int
    required: bool
    read_only: bool
    queryable: bool
    reference: str | None
    picklist: str | None


@dataclass(frozen=True, slots=True)
class Child:
    """Where a child entity is written: `/{parent}/{id}/{segment}`, `key` pointing at the parent."""

    parent: str
    segment: str
    key: str
    verbs: str


@dataclass(frozen=True)
class Entity:
    """One entity of the REST API: `name` as in error texts, `plural` as in URLs."""

    name: str
    plural: str
    fields: tuple[Field, ...]
    verbs: frozenset[str]
    child: Child | None
    impersonation: bool
    webhooks: bool
    user_defined: tuple[Field, ...]

    @cached_property
    def by_lower_name(self) -> dict[str, Field]:
        """Fields by lower-case name: input names match whatever their case."""
        return {field.name.lower(): field for field in self.fields}

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by their exact name."""
        return {field.name: field for field in self.fields}

    @property
    def all_verbs(self) -> frozenset[str]:
        """Verbs at the root and through the parent together."""
        through_parent = self.child.verbs.split() if self.child else ()
        return self.verbs.union(through_parent)

    @cached_property
    def user_defined_by_lower_name(self) -> dict[str, Field]:
        """User-defined fields by lower-case name."""
        return {field.name.lower(): field for field in self.user_defined}

    def empty_row(self) -> Row:
        """A row with every field null, in the vendor's order; user-defined fields come last."""
        row: Row = dict.fromkeys((field.name for field in self.fields), None)
        if self.user_defined:
            row[USER_DEFINED] = [{"name": one.name, "value": None} for one in self.user_defined]
        return row


def _parse(line: str) -> Field:
    match = _FIELD.fullmatch(line)
    if match is None:
        message = f"not a field: {line}"
        raise ValueError(message)
    flags = match["flags"]
    return Field(
        name=match["name"],
        kind=match["kind"],
        length=int(match["length"] or 0),
        required="!" in flags,
        read_only="=" in flags,
        queryable="-" not in flags,
        reference=match["reference"],
        picklist=match["picklist"],
    )


def entity(
    name: str,
    plural: str,
    *,
    fields: str,
    verbs: str = "",
    child: Child | None = None,
    impersonation: bool = False,
    webhooks: bool = False,
    user_defined: str = "",
) -> Entity:
    """Declare an entity from a compact field list.

    Args:
        name: singular, as error texts say it.
        plural: as URLs say it.
        fields: `name:kind(length)flags@Reference#picklist` separated by blanks; flags are
            `!` required on create, `=` read-only, `-` not queryable.
        verbs: write verbs at the root path.
        child: the parent path for entities written only through a parent.
        impersonation: whether ImpersonationResourceId has a meaning on writes.
        webhooks: whether the entity sends webhook callouts.
        user_defined: the tenant's own fields, in the same notation.
    """
    return Entity(
        name,
        plural,
        tuple(_parse(item) for item in fields.split()),
        frozenset(verbs.split()),
        child,
        impersonation,
        webhooks,
        tuple(_parse(item) for item in user_defined.split()),
    )
