"""Words of the scenes that are played with each quirk on and off."""

from collections.abc import Callable
from typing import Any

from tests.simulators.autotask.tenant_client import PIERCE

SCENES: dict[str, Callable[[Any], object]] = {}
OPEN, COMPLETE, EXCLUDING = 35400, 35448, 35468
EVERY = {"op": "gte", "field": "id", "value": 0}


def scene(play):
    SCENES[play.__name__] = play
    return play


def window(start, end, day="2026-09-23"):
    return {"startDateTime": f"{day}T{start}:00Z", "endDateTime": f"{day}T{end}:00Z"}


def at_screen(stage, person=PIERCE, **fields):
    """Enter time as its owner; give status and row or refusal."""
    fields = {"ticketID": OPEN, "summaryNotes": "Done"} | fields
    sent = {name: value for name, value in fields.items() if value is not None}
    answer = stage.autotask.control("POST", f"/people/{person}/time-entries", sent)
    return answer.status_code, answer.json()


def entered(stage, **fields):
    status, row = at_screen(stage, **fields)
    assert status == 201, row
    return row


def status_of(stage, method, path, body=None, headers=None):
    return stage.autotask.call(method, path, body, headers).status_code


def found(stage, entity, *clauses, **more):
    """How many rows a query finds; the status where it is refused."""
    body = {"filter": list(clauses), **more}
    answer = stage.autotask.call("POST", f"/{entity}/query", body)
    return len(answer.json()["items"]) if answer.status_code == 200 else answer.status_code


def clause(operator, field, *value):
    return {"op": operator, "field": field} | ({"value": value[0]} if value else {})
