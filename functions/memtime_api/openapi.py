"""The API as an OpenAPI 3.1 document, made from the table of routes and the schemas."""

import json
import sys
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from functions.memtime_api.answers import DEFAULT_LIMIT, MAX_LIMIT
from functions.memtime_api.app_operations import APP_OPERATIONS
from functions.memtime_api.entry_operations import ENTRY_OPERATIONS
from functions.memtime_api.operation import Operation
from functions.memtime_api.schemas import BatchedTimeEntry
from functions.memtime_api.settings_operations import SETTINGS_OPERATIONS

VERSION: Final = "0.1.0"
_REFERENCE: Final = "#/components/schemas/{model}"

_TEXT: Final = {"type": "string"}
_LIMIT: Final = {
    "type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT,
}  # fmt: skip

OPERATIONS: Final = (*APP_OPERATIONS, *SETTINGS_OPERATIONS, *ENTRY_OPERATIONS)


def document() -> dict[str, Any]:
    """Return the whole document."""
    models = [one.body for one in OPERATIONS if one.body is not None]
    models.append(BatchedTimeEntry)  # a batch checks its entries one by one
    _, schemas = models_json_schema(
        [(model, "validation") for model in dict.fromkeys(models)], ref_template=_REFERENCE
    )
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation_json(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Memtime PSA sync",
            "version": VERSION,
            "description": "Time entries of Memtime users in their company's PSA, and back.",
        },
        "paths": paths,
        "components": {
            "schemas": {**schemas["$defs"], "Problem": _PROBLEM},
            "securitySchemes": {
                "memtimeToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
        "security": [{"memtimeToken": []}],
    }


def text() -> str:
    """The document as docs/openapi.json holds it; `make openapi` writes it there."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _operation_json(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": _operation_id(operation),
        "parameters": _parameters(operation),
        "responses": _responses(operation),
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


def _responses(operation: Operation) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers: dict[str, Any] = {str(code): {"description": "Done"} for code in operation.success}
    for code in operation.refusals:
        answers[str(code)] = {"description": "Refused, see code", "content": problem}
    return answers


_PROBLEM: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "requestId", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "said": {
            "type": "string",
            "description": "What detail quotes: a name, a number, the PSA's words; may be empty",
        },
        "requestId": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}

if __name__ == "__main__":
    sys.stdout.write(text())
