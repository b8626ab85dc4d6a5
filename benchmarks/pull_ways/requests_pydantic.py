"""The loop that anybody writes first: requests, a model for each row, page by page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import requests
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from benchmarks.pull_ways.measured import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.pull_ways.measured import Plan


class Reference(BaseModel):
    """Another record, by its id."""

    id: int


class Stamped(BaseModel):
    """When a record was last changed."""

    model_config = ConfigDict(alias_generator=None)
    last_updated: datetime = Field(alias="lastUpdated")


class ByLink(BaseModel):
    """A row of a PSA whose pages are named by a `Link` header."""

    id: int
    member: Reference
    time_start: datetime = Field(alias="timeStart")
    time_end: datetime | None = Field(default=None, alias="timeEnd")
    actual_hours: float = Field(alias="actualHours")
    notes: str | None = None
    internal_notes: str | None = Field(default=None, alias="internalNotes")
    info: Stamped = Field(alias="_info")


class ByBody(BaseModel):
    """A row of a PSA whose next page is named in the answer."""

    id: int
    resource_id: int = Field(alias="resourceID")
    start: datetime | None = Field(default=None, alias="startDateTime")
    end: datetime | None = Field(default=None, alias="endDateTime")
    hours_worked: float = Field(alias="hoursWorked")
    summary_notes: str | None = Field(default=None, alias="summaryNotes")
    internal_notes: str | None = Field(default=None, alias="internalNotes")
    last_modified: datetime = Field(alias="lastModifiedDateTime")


def read(plan: Plan) -> dict[str, Any]:
    """Read all pages and make a model of each row; none is kept."""
    rows, newest = 0, ""
    pages = _linked(plan) if plan["paging"] == "link" else _named(plan)
    shape = TypeAdapter(list[ByLink]) if plan["paging"] == "link" else TypeAdapter(list[ByBody])
    for page in pages:
        models = shape.validate_python(page)
        rows += len(models)
        newest = max([newest, *(str(model.id) for model in models)])
    return {"rows": rows}


def _linked(plan: Plan) -> Iterator[list[Any]]:
    with requests.Session() as session:
        session.trust_env = False
        session.headers.update(plan["headers"])
        url, params = plan["url"], plan["params"]
        while url:
            answer = session.get(url, params=params, timeout=60)
            answer.raise_for_status()
            yield answer.json()
            url, params = answer.links.get("next", {}).get("url"), None


def _named(plan: Plan) -> Iterator[list[Any]]:
    with requests.Session() as session:
        session.trust_env = False
        session.headers.update(plan["headers"])
        url = plan["url"]
        while url:
            answer = session.post(url, json=plan["body"], timeout=60)
            answer.raise_for_status()
            found = answer.json()
            yield found["items"]
            url = found["pageDetails"]["nextPageUrl"]


if __name__ == "__main__":
    run(read)
