"""Holds each answer of the API to docs/openapi.json, as its readers would."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FILE = Path(__file__).parents[2] / "docs" / "openapi.json"
ANYWHERE = {"401", "403", "500"}
"""Refusals of any route: the token lacks something, or the mistake is ours."""


def hold_to_document(method: str, path: str, status: int, content_type: str, body: str) -> None:
    """Fail where a status, a key or a value of an answer is not in the document.

    What a route that nobody described answers is not looked at.
    """
    operation = _operation(method.lower(), path)
    if operation is None:
        return
    found = operation["responses"].get(str(status))
    if found is None:
        assert str(status) in ANYWHERE, f"{method} {path}: {status} is not in the document: {body}"
        found = _refused()
    content = found.get("content")
    if content is None:
        assert not body, f"{method} {path}: no body is described for {status}"
        return
    media_type = content_type.partition(";")[0]
    assert media_type in content, f"{method} {path}: {media_type} is not in the document"
    judge = _judge(json.dumps(content[media_type]["schema"]))
    said = body if media_type.startswith("text/") else json.loads(body)
    for error in judge.iter_errors(said):
        raise AssertionError(f"{method} {path}: {error.json_path} {error.message}")


def _operation(method: str, path: str) -> dict[str, Any] | None:
    for template, pattern in _paths():
        if pattern.fullmatch(path):
            operation: dict[str, Any] | None = _document()["paths"][template].get(method)
            return operation
    return None


@cache
def _paths() -> list[tuple[str, re.Pattern[str]]]:
    """Templates with the ones without parameters first, as API Gateway prefers them."""
    templates = sorted(_document()["paths"], key=lambda one: "{" in one)
    return [(one, re.compile(re.sub(r"\{\w+\}", "[^/]+", one))) for one in templates]


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = _closed(json.loads(FILE.read_text(encoding="utf-8")))
    return document


def _refused() -> dict[str, Any]:
    refusal = {"$ref": "#/components/schemas/Refusal"}
    return {"content": {"application/problem+json": {"schema": refusal}}}


def _closed(node: Any) -> Any:
    """The document with objects that have no further keys: what it does not name is a mistake."""
    if isinstance(node, list):
        return [_closed(one) for one in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _closed(one) for key, one in node.items()}
    if isinstance(node.get("properties"), dict) and node.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


@cache
def _judge(schema: str) -> Draft202012Validator:
    whole = Resource.from_contents(_document(), default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:document", whole)
    absolute = schema.replace('"#/', '"urn:document#/')
    return Draft202012Validator(
        json.loads(absolute), registry=registry, format_checker=FormatChecker()
    )
