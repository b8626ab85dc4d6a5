"""The API as an OpenAPI 3.1 document, made from the table of routes and the schemas."""

import json
import sys
from http import HTTPStatus
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from functions.memtime_api.answers import DEFAULT_LIMIT, JSON, MAX_LIMIT, PROBLEM
from functions.memtime_api.app_operations import APP_OPERATIONS
from functions.memtime_api.entry_operations import ENTRY_OPERATIONS
from functions.memtime_api.operation import Operation
from functions.memtime_api.refusal_shapes import Refusal
from functions.memtime_api.schemas import BatchedTimeEntry
from functions.memtime_api.settings_operations import SETTINGS_OPERATIONS

VERSION: Final = "0.1.0"
_REFERENCE: Final = "#/components/schemas/{model}"

_TEXT: Final = {"type": "string"}
_LIMIT: Final = {
    "type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT,
}  # fmt: skip

OPERATIONS: Final = (*APP_OPERATIONS, *SETTINGS_OPERATIONS, *ENTRY_OPERATIONS)


class _Schemas(GenerateJsonSchema):
    """JSON Schema whose fields go by their names, without titles guessed from these."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401 - pydantic's own type
        """Never."""
        del schema
        return False


def document() -> dict[str, Any]:
    """Return the whole document."""
    shapes = {one.answer for one in OPERATIONS if one.answer is not None} | {Refusal}
    bodies = {one.body for one in OPERATIONS if one.body is not None}
    bodies.add(BatchedTimeEntry)  # a batch checks its entries one by one
    schemas, definitions = TypeAdapter.json_schemas(
        [(one, "validation", TypeAdapter(one)) for one in sorted(shapes | bodies, key=str)],
        ref_template=_REFERENCE,
        schema_generator=_Schemas,
    )
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        shape = schemas.get((operation.answer, "validation"))
        described = _operation_json(operation, shape)
        paths.setdefault(operation.path, {})[operation.method] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Memtime PSA sync",
            "version": VERSION,
            "description": "Time entries of Memtime users in their company's PSA, and back.",
        },
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {
                "memtimeToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
        "security": [{"memtimeToken": []}],
    }


def text() -> str:
    """The document as docs/openapi.json holds it; `make openapi` writes it there."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _operation_json(operation: Operation, shape: dict[str, Any] | None) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": _operation_id(operation),
        "parameters": _parameters(operation),
        "responses": _responses(operation, shape),
    }
    if operation.body is not None:
        schema = {"$ref": _REFERENCE.format(model=operation.body.__name__)}
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    if operation.path == "/healthz":
        described["security"] = []
    return described


def _operation_id(operation: Operation) -> str:
    words = operation.path.replace("{", "by-").replace("}", "").replace("/", "-").strip("-")
    return f"{operation.method}-{words}"


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    found = [{"name": name, "in": "path", "required": True, "schema": _TEXT} for name in names]
    found += [
        {"name": name, "in": "query", "schema": _LIMIT if name == "limit" else _TEXT}
        for name in operation.query
    ]
    if operation.if_match:
        found.append({"name": "If-Match", "in": "header", "schema": _TEXT})
    return found


def _responses(operation: Operation, shape: dict[str, Any] | None) -> dict[str, Any]:
    refusal = {PROBLEM: {"schema": {"$ref": _REFERENCE.format(model=Refusal.__name__)}}}
    answers: dict[str, Any] = {
        str(code): _success(code, shape, operation.texts) for code in operation.success
    }
    for code in operation.refusals:
        answers[str(code)] = {"description": "Refused, see code", "content": refusal}
    return answers


def _success(code: int, shape: dict[str, Any] | None, texts: tuple[str, ...]) -> dict[str, Any]:
    if code == HTTPStatus.NO_CONTENT or shape is None:
        return {"description": "Done"}
    forms = {JSON: shape} | dict.fromkeys(texts, _TEXT)
    return {
        "description": "Done",
        "content": {media_type: {"schema": schema} for media_type, schema in forms.items()},
    }


if __name__ == "__main__":
    sys.stdout.write(text())
