"""What the document of the API says about one route."""

from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

PAGE: Final = ("cursor", "limit")
"""Query parameters of every list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method on one path.

    Attributes:
        answer: The shape of a success's body; None where it has none, a dict for any JSON object.
        texts: Media types in which a success's body comes as text, where that is asked for.
        success: Statuses of a success.
        refusals: Statuses of a refusal, each problem+json.
    """

    method: str
    path: str
    summary: str
    answer: Any = None
    texts: tuple[str, ...] = ()
    success: tuple[int, ...] = (200,)
    refusals: tuple[int, ...] = ()
    body: type[BaseModel] | None = None
    query: tuple[str, ...] = ()
    if_match: bool = False
