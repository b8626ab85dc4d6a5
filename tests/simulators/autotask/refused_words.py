"""Words of the calls that are refused."""

from collections.abc import Callable
from typing import Any

import requests

from local.simulators.autotask import catalogue
from tests.simulators.autotask.tenant_client import PIERCE, half_an_hour

CALLS: dict[str, Callable[[Any], requests.Response]] = {}
TICKET, MEETING = 35400, {"resourceID": PIERCE, "internalBillingCodeID": catalogue.MEETING}
HOOK = "http://127.0.0.1:9/hook"


def call(play):
    CALLS[play.__name__] = play
    return play


def books(name, quirk=None, **fields):
    """Book half an hour with some fields changed, a quirk on if one is needed."""

    def play(autotask):
        if quirk:
            autotask.quirk(quirk, on=True)
        return autotask.books(**half_an_hour(**fields))

    CALLS[name] = play


def queries(name, body, entity="Companies", quirk=None, *, on=True):
    """Query an entity with a body."""

    def play(autotask):
        if quirk:
            autotask.quirk(quirk, on=on)
        return autotask.call("POST", f"/{entity}/query", body)

    CALLS[name] = play


def span(start, end):
    return {"startDateTime": start, "endDateTime": end, "dateWorked": None}


def on_task(autotask, **fields):
    task = autotask.tasks_of(PIERCE)[0]
    own = {"taskID": task["id"], "roleID": task["assignedResourceRoleID"]} | fields
    return half_an_hour(None, **own)
