"""The tenant's state: one table per entity, and ids that are never used twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask import entities
from local.simulators.autotask.schema_webhooks import HOOKED
from local.simulators.autotask.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from local.simulators.autotask.schema import Row

FIRST_NEW_ID = 30_000_000
"""New rows get ids above everything the seed uses, in one row as Autotask's look."""

_REGISTRATION = ("", "Field", "UdfField", "ExcludedResource")
KEPT_ON_RESET = frozenset(f"{name}Webhook{part}" for name in HOOKED for part in _REGISTRATION)


class Store:
    """All rows of the tenant."""

    def __init__(self) -> None:
        self._tables = {entity.name: Table(entity) for entity in entities.ALL}
        self._last_id: dict[str, int] = {}

    def table(self, name: str) -> Table:
        """Give the table of an entity by its singular name."""
        return self._tables[name]

    def load(self, seed: Mapping[str, Iterable[Row]]) -> None:
        """Replace all rows by the seed's; webhook registrations stay.

        Args:
            seed: rows by entity name.
        """
        for entity in entities.ALL:
            if entity.name not in KEPT_ON_RESET:
                self._tables[entity.name] = Table(entity)
        for name, rows in seed.items():
            for row in rows:
                self._tables[name].put(row)

    def next_id(self, name: str) -> int:
        """Give a new id; ids go on counting after a reset, like a database's.

        Webhooks of an entity are numbered from 1 (vendor help, Webhook entity).
        """
        first = 0 if name.endswith("Webhook") else FIRST_NEW_ID
        self._last_id[name] = self._last_id.get(name, first) + 1
        return self._last_id[name]
