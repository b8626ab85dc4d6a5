"""What the API says about its entities: entityInformation, its fields and their picklists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.simulators.autotask.picklists import PICKLISTS, SYSTEM_STATUSES

if TYPE_CHECKING:
    from local.simulators.autotask.permissions import Permissions
    from local.simulators.autotask.schema import Entity, Field

_DATA_TYPES = {
    "int": "integer",
    "long": "long",
    "double": "double",
    "text": "string",
    "bool": "boolean",
    "date": "datetime",
    "day": "datetime",
}
_ACCESS = {True: "All", False: "None"}
_ACTIONS = {"Create": "create", "Delete": "delete", "Query": "query", "Update": "update"}


def entity_information(permissions: Permissions, entity: Entity) -> dict[str, Any]:
    """Give `{"info": {...}}`: what the API user may do with an entity."""
    granted = {row["name"]: row["allowed"] for row in permissions.shown()}
    may = {
        verb: granted.get(f"{entity.plural}.{action}", False) for verb, action in _ACTIONS.items()
    }
    info: dict[str, Any] = {"name": entity.name}
    info |= {f"can{verb}": allowed for verb, allowed in may.items()}
    info |= {f"userAccessFor{verb}": _ACCESS[allowed] for verb, allowed in may.items()}
    info |= {
        "hasUserDefinedFields": bool(entity.user_defined),
        "supportsWebhookCallouts": entity.webhooks,
    }
    return {"info": info}


def field_information(entity: Entity) -> dict[str, Any]:
    """Give `{"fields": [...]}`; picklist values are strings."""
    return {"fields": [_field(entity, field) for field in entity.fields]}


def user_defined_information(entity: Entity) -> dict[str, Any]:
    """Give `{"fields": [...]}` of the tenant's own fields; they have a label and a type, too."""
    shown = (_field(entity, field) for field in entity.user_defined)
    return {"fields": [{**field, "label": field["name"]} for field in shown]}


def _field(entity: Entity, field: Field) -> dict[str, Any]:
    values = PICKLISTS.get(field.picklist or "")
    hooked = entity.webhooks and field.name in _webhook_fields(entity)
    return {
        "name": field.name,
        "dataType": _DATA_TYPES[field.kind],
        "length": field.length,
        "isRequired": field.required,
        "isReadOnly": field.read_only,
        "isQueryable": field.queryable,
        "isReference": field.reference is not None,
        "referenceEntityType": field.reference or "",
        "isPickList": values is not None,
        "picklistValues": None if values is None else _picklist(field, values),
        "picklistParentValueField": "",
        "isSupportedWebhookField": hooked,
    }


def _picklist(field: Field, values: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "value": str(value),
            "label": label,
            "isDefaultValue": False,
            "sortOrder": order,
            "parentValue": "",
            "isActive": True,
            "isSystem": field.picklist == "status" and value in SYSTEM_STATUSES,
        }
        for order, (value, label) in enumerate(values.items(), start=1)
    ]


def _webhook_fields(entity: Entity) -> frozenset[str]:
    kind = entity.name.lower()
    names = PICKLISTS[f"{kind}WebhookField"].values()
    own = PICKLISTS[f"{kind}WebhookUdfField"].values()
    return frozenset((*(name[0].lower() + name[1:] for name in names), *own))
