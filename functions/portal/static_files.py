"""The files of the built portal, beside this module, with what was compressed at build time."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

STATIC: Final = Path(__file__).parent / "static"
SUFFIXES: Final = MappingProxyType({"br": ".br", "gzip": ".gz"})
"""By content coding, the better one first."""

CONTENT_TYPES: Final = MappingProxyType(
    {
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".json": "application/json",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
    }
)


@dataclass(frozen=True)
class StaticFile:
    """One file.

    Attributes:
        bodies: By content coding; `identity` is always there.
        digest: Of the uncompressed content.
        lasting: Its name changes with its content, so that it may be kept for ever.
    """

    content_type: str
    bodies: MappingProxyType[str, bytes]
    digest: str
    lasting: bool


def file_of(content_type: str, bodies: dict[str, bytes], *, lasting: bool) -> StaticFile:
    """A file with the digest of its content."""
    digest = hashlib.sha256(bodies["identity"]).hexdigest()[:20]
    return StaticFile(content_type, MappingProxyType(bodies), digest, lasting)


def static_file(name: str) -> StaticFile | None:
    """The file of that name; None where there is none.

    Args:
        name: As it stands in the address, without a leading slash; whatever a stranger sends.
    """
    return _read(name) if name in _names() else None


@cache
def _names() -> frozenset[str]:
    """A name is looked up in what is there, and never becomes a path by itself."""
    found = (path for path in STATIC.rglob("*") if path.suffix in CONTENT_TYPES)
    return frozenset(path.relative_to(STATIC).as_posix() for path in found)


@cache
def _read(name: str) -> StaticFile:
    path = STATIC / name
    compressed = {coding: path.with_name(path.name + suffix) for coding, suffix in SUFFIXES.items()}
    bodies = {coding: one.read_bytes() for coding, one in compressed.items() if one.is_file()}
    bodies["identity"] = path.read_bytes()
    return file_of(CONTENT_TYPES[path.suffix], bodies, lasting=name.startswith("assets/"))
