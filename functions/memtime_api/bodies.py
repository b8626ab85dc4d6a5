"""Request bodies: size and depth first, then JSON, then the schema."""

import base64
import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from functions.memtime_api.refusal_shapes import FieldError
from psa_sync.sync.refusal import RefusedError

MAX_BYTES: Final = 512 * 1024
MAX_DEPTH: Final = 16

M = TypeVar("M", bound=BaseModel)

OUR_CODES: Final = frozenset(
    {
        "instant_invalid",
        "instant_without_offset",
        "unknown_time_zone",
        "end_before_start",
        "span_too_long",
        "break_too_long",
        "text_invalid",
        "id_invalid",
        "id_mismatch",
    }
)
"""Codes that the schemas' own rules use; see `schemas`."""

_CODES: Final = {
    "extra_forbidden": "unknown_field",
    "missing": "missing_field",
    "string_unicode": "text_invalid",  # half a character: a surrogate that stands alone
}

_WORDS: Final = {
    "extra_forbidden": "is not known here",
    "missing": "is required",
    "model_type": "must be an object",
    "dict_type": "must be an object",
    "list_type": "must be a list",
    "string_type": "must be text",
    "string_unicode": "holds half a character",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "enum": "must be {expected}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "must have a length of at least {min_length}",
    "string_too_long": "must have a length of at most {max_length}",
    "too_long": "must have a length of at most {max_length}",
}
"""For people who know JSON and not our classes, whose names pydantic's own words hold."""


class InvalidRequestError(Exception):
    """The request is well-formed but wrong.

    Attributes:
        errors: `{field, code, message}` each; the field is a dotted path.
    """

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__("the request is invalid")
        self.errors = errors


def json_body(event: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON is anything
    """Read the body as JSON.

    Raises:
        RefusedError: `body_too_large`, `json_malformed` or `json_too_deep`.
    """
    raw = _raw(event)
    if len(raw) > MAX_BYTES:
        raise RefusedError("body_too_large")
    try:
        body = json.loads(raw.decode(), parse_constant=_no_constant)
    except RecursionError:
        raise RefusedError("json_too_deep") from None
    except ValueError:
        raise RefusedError("json_malformed") from None
    if _too_deep(body):
        raise RefusedError("json_too_deep")
    return body


def validated(model: type[M], body: object) -> M:
    """Check the body against the schema.

    Raises:
        InvalidRequestError: With every field that is wrong.
    """
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise InvalidRequestError([_line(dict(one)) for one in error.errors()]) from None


def _raw(event: Mapping[str, Any]) -> bytes:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body).encode(errors="surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except ValueError:
        raise RefusedError("json_malformed") from None


def _no_constant(_name: str) -> NoReturn:
    raise ValueError


def _too_deep(body: object) -> bool:
    level = [body]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in _children(node)]
        if not level:
            return False
    return True


def _children(node: object) -> list[object]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []


def _line(error: dict[str, Any]) -> FieldError:
    kind = error["type"]
    known = kind in _CODES or kind in OUR_CODES
    return {
        "field": ".".join(str(part) for part in error["loc"]),
        "code": _CODES.get(kind, kind if known else "invalid_value"),
        "message": _WORDS[kind].format(**error.get("ctx", {})) if kind in _WORDS else error["msg"],
    }
