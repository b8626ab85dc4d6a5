"""The API as an OpenAPI 3.1 document, made from the table of routes and the schemas."""

import json
import sys
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from functions.memtime_api.answers import DEFAULT_LIMIT, MAX_LIMIT
from functions.memtime_api.schemas import (
    AuthenticationInput,
    BatchedTimeEntry,
    ConnectionInput,
    TimeEntryBatch,
    TimeEntryInput,
)

VERSION: Final = "0.1.0"
_REFERENCE: Final = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method on one path.

    Attributes:
        success: Statuses of a success.
        refusals: Statuses of a refusal, each problem+json.
    """

    method: str
    path: str
    summary: str
    success: tuple[int, ...] = (200,)
    refusals: tuple[int, ...] = ()
    body: type[BaseModel] | None = None
    query: tuple[str, ...] = ()
    if_match: bool = False


_PAGE: Final = ("cursor", "limit")
_TEXT: Final = {"type": "string"}
_LIMIT: Final = {
    "type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT,
}  # fmt: skip
_APP: Final = "/v1/connected-apps/{app}"

OPERATIONS: Final = (
    Operation(method="get", path="/v1/connected-apps", summary="Connected apps and their state"),
    Operation(
        method="get", path=f"{_APP}/form", summary="Install fields as JSON Schema", refusals=(404,)
    ),
    Operation(
        method="put",
        path=f"{_APP}/connection",
        summary="Check credentials live, then store them",
        success=(200, 201),
        refusals=(400, 403, 404, 409, 413, 422, 503),
        body=ConnectionInput,
    ),
    Operation(
        method="put",
        path=f"{_APP}/authentication",
        summary="Tie the caller to one person of the PSA",
        refusals=(400, 404, 409, 413, 422, 503),
        body=AuthenticationInput,
    ),
    Operation(
        method="post",
        path=f"{_APP}/refresh",
        summary="Start importing work items and recent entries",
        success=(202,),
        refusals=(403, 404, 422, 503),
        query=("scope",),
    ),
    Operation(
        method="get",
        path=f"{_APP}/options",
        summary="Work types, work roles and billing choices of the caller",
        refusals=(404, 409, 422, 503),
    ),
    Operation(method="get", path="/v1/jobs/{jobId}", summary="Progress of a job", refusals=(404,)),
    Operation(
        method="get",
        path="/v1/work-items",
        summary="Find work items of the caller",
        refusals=(422,),
        query=("app", "query", *_PAGE),
    ),
    Operation(
        method="put",
        path="/v1/time-entries/{entryId}",
        summary="Create or change a time entry",
        success=(200, 201),
        refusals=(400, 404, 409, 412, 413, 422, 428, 503),
        body=TimeEntryInput,
        if_match=True,
    ),
    Operation(
        method="post",
        path="/v1/time-entries",
        summary="Create or change up to 100 time entries",
        refusals=(400, 413, 422, 503),
        body=TimeEntryBatch,
    ),
    Operation(
        method="get",
        path="/v1/time-entries/{entryId}",
        summary="One time entry, a tombstone too",
        refusals=(404,),
    ),
    Operation(
        method="get",
        path="/v1/time-entries",
        summary="Time entries by their start",
        refusals=(422,),
        query=("from", "to", "syncState", *_PAGE),
    ),
    Operation(
        method="delete",
        path="/v1/time-entries/{entryId}",
        summary="Delete a time entry",
        success=(202, 204),
        refusals=(404, 409, 412, 428, 503),
        if_match=True,
    ),
    Operation(
        method="get",
        path="/v1/changes",
        summary="What changed since the cursor",
        refusals=(422,),
        query=("app", *_PAGE),
    ),
    Operation(
        method="get",
        path="/v1/timesheet",
        summary="Memtime's and the PSA's side, day by day",
        refusals=(404, 422),
        query=("app", "from", "to", "userId"),
    ),
    Operation(method="get", path="/v1/openapi.json", summary="This document"),
    Operation(method="get", path="/healthz", summary="Is the API up"),
)


def document() -> dict[str, Any]:
    """Return the whole document."""
    models = (
        TimeEntryInput, BatchedTimeEntry, TimeEntryBatch, ConnectionInput, AuthenticationInput,
    )  # fmt: skip
    _, schemas = models_json_schema(
        [(model, "validation") for model in models], ref_template=_REFERENCE
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
