"""Every entity the simulator knows, by name and by the plural in its URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask import (
    schema_customers,
    schema_notes,
    schema_people,
    schema_time,
    schema_webhooks,
    schema_work,
)

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Entity

ALL: tuple[Entity, ...] = (
    *schema_time.ENTITIES,
    *schema_people.ENTITIES,
    *schema_customers.ENTITIES,
    *schema_work.ENTITIES,
    *schema_notes.ENTITIES,
    *schema_webhooks.ENTITIES,
)
BY_NAME: dict[str, Entity] = {entity.name: entity for entity in ALL}
BY_PLURAL: dict[str, Entity] = {entity.plural: entity for entity in ALL}
