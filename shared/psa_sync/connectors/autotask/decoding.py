"""Reads Autotask's JSON, whose names may come in any case; rows fast, everything else simply."""

from functools import cache
from typing import Any

import msgspec

from psa_sync.connectors.autotask.schemas import Row, RowT

Encoded = bytes | msgspec.Raw


def decode_row(body: Encoded, kind: type[RowT]) -> RowT:
    """Decode one row, with a second look where names or fields are not as we know them.

    Raises:
        msgspec.DecodeError: It is not such a row.
    """
    decoder: msgspec.json.Decoder[RowT] = _decoder(kind)
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        found = members(body)
        raw = {name: found.get(name.lower()) for name in vendor_fields(kind)}
        named = {name: None if value is None else decoded(value) for name, value in raw.items()}
        return msgspec.convert(named, kind)


def members(body: Encoded) -> dict[str, msgspec.Raw]:
    """Return an object's members, still encoded, by their names in lower case.

    Raises:
        msgspec.DecodeError: It is not an object.
    """
    found = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    return {name.lower(): value for name, value in found.items()}


def decoded(body: Encoded) -> Any:  # noqa: ANN401 - any JSON
    """Decode JSON with all names in lower case, at every depth.

    Raises:
        msgspec.DecodeError: It is not JSON.
    """
    return _lowered(msgspec.json.decode(body))


@cache
def vendor_fields(kind: type[Row]) -> tuple[str, ...]:
    """Return the vendor's names of the fields we read."""
    return tuple(field.encode_name for field in msgspec.structs.fields(kind))


@cache
def _decoder(kind: type[Row]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def _lowered(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {name.lower(): _lowered(member) for name, member in value.items()}
    return [_lowered(member) for member in value] if isinstance(value, list) else value
