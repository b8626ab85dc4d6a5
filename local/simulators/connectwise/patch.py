"""The vendor's dialect of JSON Patch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.simulators.connectwise import quirks, refusals_time
from local.simulators.connectwise.errors import refuse

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.schema import Schema
    from local.simulators.quirks import Quirks

OPERATIONS = ("add", "replace", "remove")


def changes(operations: Any, schema: Schema, resource: str, switches: Quirks) -> Row:  # noqa: ANN401
    """Read a PATCH body into the fields it sets; a removed field is None.

    The path is the bare field name, case-sensitive; one leading slash is accepted.

    Args:
        operations: the body: an array of `{op, path, value}`.
        schema: the resource's fields.
        resource: its name in error texts.
        switches: the simulator's quirks.

    Raises:
        VendorError: 400 for another shape, another operation or a path that is no field.
    """
    if not isinstance(operations, list):
        refuse(refusals_time.PATCH_NOT_A_LIST, resource, "")
    found: Row = {}
    for operation in operations:
        name = _name(operation, resource)
        if _is_field(name, schema, resource, switches):
            removed = operation["op"].lower() == "remove"
            found[name] = None if removed else operation.get("value")
    return found


def _name(operation: Any, resource: str) -> str:  # noqa: ANN401  (whatever was posted)
    if not isinstance(operation, dict) or not isinstance(operation.get("path"), str):
        refuse(refusals_time.PATCH_INCOMPLETE, resource, "")
    if str(operation.get("op")).lower() not in OPERATIONS:
        refuse(refusals_time.PATCH_OPERATION, resource, "op", operation=operation.get("op"))
    return str(operation["path"]).removeprefix("/")


def _is_field(name: str, schema: Schema, resource: str, switches: Quirks) -> bool:
    field = schema.find(name)
    if field is not None and field.name == name:
        return True
    silent = quirks.NESTED_PATCH_PATH_SILENT if "/" in name else quirks.UNKNOWN_PATCH_PATH_SILENT
    if switches.is_on(silent):
        return False
    return refuse(refusals_time.PATCH_PATH, resource, name, path=name)
