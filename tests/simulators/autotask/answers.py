"""Holds every answer of the simulator against the facts: shape, names, types, emptiness."""

import json
import re

from aiohttp import web

from tests.simulators.autotask.facts import DATA_TYPES, INT_RANGE, LONG_RANGE, known

FACTS = known()
IRREGULAR = {"Companies": "Company", "TimeEntries": "TimeEntry", "TicketHistory": "TicketHistory"}
PLURALS = {f"{name}s": name for name in FACTS} | IRREGULAR
CHILDREN = {
    ("Resources", "Roles"): "ResourceRole",
    ("Resources", "ServiceDeskRoles"): "ResourceServiceDeskRole",
    ("Resources", "RoleDepartments"): "ResourceRoleDepartment",
    ("Resources", "RoleQueues"): "ResourceRoleQueue",
    ("Projects", "Tasks"): "Task",
    ("Projects", "Phases"): "Phase",
    ("Tasks", "SecondaryResources"): "TaskSecondaryResource",
    ("Tickets", "SecondaryResources"): "TicketSecondaryResource",
    ("Tickets", "Notes"): "TicketNote",
    ("Tasks", "Notes"): "TaskNote",
    ("TimeEntries", "Attachments"): "TimeEntryAttachment",
} | {
    (f"{name}Webhooks", part): f"{name}Webhook{part.removesuffix('s')}"
    for name in ("Ticket", "Company")
    for part in ("Fields", "UdfFields", "ExcludedResources")
}
SPELLED = {name.lower(): name for name in PLURALS}
SPELLED |= {part.lower(): part for pair in CHILDREN for part in pair}
ADDRESS = re.compile(r"/atservicesrest/v1\.0/(.+)", re.IGNORECASE)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z?")
CHANGE_SHAPES = {"odd_role_spelling", "missing_item_is_404", "delete_answers_204"}
SERVICE = {
    "zoneinformation": {"zoneName": str, "url": str, "webUrl": str, "ci": int},
    "version": dict.fromkeys(("majorVersion", "minorVersion", "build", "customerType"), str),
    "thresholdinformation": dict.fromkeys(
        (
            "externalRequestThreshold", "requestThresholdTimeframe",
            "currentTimeframeRequestCount",
        ),
        int,
    ),
    "authenticate": {"authToken": str, "expiration": str},
}  # fmt: skip
INFO = {"name": str, "hasUserDefinedFields": bool, "supportsWebhookCallouts": bool}
INFO |= {f"can{verb}": bool for verb in ("Create", "Delete", "Query", "Update")}
INFO |= {f"userAccessFor{verb}": str for verb in ("Create", "Delete", "Query", "Update")}
PAGE = {"count", "requestCount", "prevPageUrl", "nextPageUrl"}


def typed(kind, value):
    if kind in "IL":
        limit = INT_RANGE if kind == "I" else LONG_RANGE
        return type(value) is int and -limit <= value < limit
    if kind == "D":
        return type(value) in (int, float)
    if kind == "T":
        return isinstance(value, str) and INSTANT.fullmatch(value) is not None
    if kind == "U":
        return all(
            set(one) == {"name", "value"} and isinstance(one["value"], str | None) for one in value
        )
    return type(value) is {"S": str, "B": bool}[kind]


def row_faults(entity, row, wanted=None):
    """Say what of a row is not as the facts have it; `wanted` are the fields asked for."""
    facts = FACTS[entity]
    expected = set(facts.types) if wanted is None else wanted
    if wanted is None and set(row) != expected:
        yield f"{entity} has other fields: {sorted(set(row) ^ expected)}"
    if not set(row) <= set(facts.types):
        yield f"{entity} has unknown fields: {sorted(set(row) - set(facts.types))}"
        return
    for name, value in row.items():
        found = _value_fault(facts, name, value)
        if found:
            yield f"{entity}.{name} {found}"


def _value_fault(facts, name, value):
    if value is None:
        return "is null" if name in facts.filled else None
    if not typed(facts.types[name], value):
        return f"is not {facts.types[name]}: {value!r}"
    if name in facts.days and not value.removesuffix("Z").endswith("T00:00:00"):
        return f"is no date at midnight: {value}"
    if len(str(value)) > facts.lengths.get(name, LONG_RANGE):
        return f"is too long: {len(value)}"
    if name in facts.choices and value not in facts.choices[name]:
        return f"is not in its list: {value}"
    return None


def _entity_of(path):
    """Give the entity a path is about and what follows its name; None for service calls."""
    parts = [SPELLED.get(part.lower(), part) for part in path.strip("/").split("/")]
    if len(parts) >= 3 and parts[1].isdigit() and (parts[0], parts[2]) in CHILDREN:
        return CHILDREN[parts[0], parts[2]], parts[3:]
    return PLURALS.get(parts[0]), parts[1:]


def _keys(body, types, what):
    if set(body) != set(types):
        return [f"{what} has other keys: {sorted(set(body) ^ set(types))}"]
    return [
        f"{what}.{name}: {body[name]!r}" for name in types if type(body[name]) is not types[name]
    ]


def _metadata(entity, rest, body):
    if rest == ["entityInformation"]:
        return _keys(body["info"], INFO, "info")
    if rest[-1] == "userDefinedFields":
        return [] if isinstance(body["fields"], list) else ["no list of fields"]
    return list(_field_faults(entity, {one["name"]: one for one in body["fields"]}))


def _field_faults(entity, fields):
    facts = FACTS[entity]
    own = {name for name, kind in facts.types.items() if kind == "U"}
    if set(fields) != set(facts.types) - own:
        yield f"{entity} describes other fields: {sorted(set(fields) ^ set(facts.types))}"
        return
    for name, one in fields.items():
        told = (one["dataType"], one["isRequired"])
        if told != (DATA_TYPES[facts.types[name]], name in facts.required):
            yield f"{entity}.{name} is described as {told}"
        if name in facts.read_only and not one["isReadOnly"]:
            yield f"{entity}.{name} is described as writable"
        if name in facts.lengths and one["length"] != facts.lengths[name]:
            yield f"{entity}.{name} is described as {one['length']} long"
        if name in facts.references and one["referenceEntityType"] != facts.references[name]:
            yield f"{entity}.{name} is described as pointing at {one['referenceEntityType']}"
        picks = {int(pick["value"]) for pick in one["picklistValues"] or ()}
        if name in facts.choices and picks != facts.choices[name]:
            yield f"{entity}.{name} is described with {picks}"


def _listed(entity, body, asked):
    wanted = {str(name).lower() for name in asked.get("includefields") or ()}
    if set(body) != {"items", "pageDetails"} or set(body["pageDetails"]) != PAGE:
        yield f"a page has other keys: {sorted(body)} {sorted(body.get('pageDetails', ()))}"
        return
    if body["pageDetails"]["count"] != len(body["items"]):
        yield "a page counts other rows than it has"
    for row in body["items"]:
        if wanted and {name.lower() for name in row} != wanted:
            yield f"{entity} shows {sorted(row)} and not {sorted(wanted)}"
        yield from row_faults(entity, row, wanted or None)


def body_faults(path, method, status, body, asked):
    """Say what of an answer is not as the vendor's would be.

    Args:
        path: below the version.
        method: HTTP verb.
        status: HTTP status.
        body: parsed JSON.
        asked: the query that was sent, its keys in lower case.
    """
    if status != 200:
        texts = body.get("errors")
        fine = set(body) == {"Message"} if texts is None else texts and set(body) == {"errors"}
        return [] if fine else [f"{status} says {body}"]
    entity, rest = _entity_of(path)
    if entity is None:
        shape = SERVICE.get(path.lower().strip("/"))
        return [f"nobody knows {path}"] if shape is None else _keys(body, shape, path)
    if "entityinformation" in path.lower():
        return _metadata(entity, rest, body)
    return _entity_faults(entity, rest, method, body, asked)


def _entity_faults(entity, rest, method, body, asked):
    by_id = rest and rest[0].lstrip("-").isdigit()
    if method != "GET" and (by_id or not rest):
        return _keys(body, {"itemId": int}, entity)
    if rest[-1:] == ["count"]:
        return _keys(body, {"queryCount": int}, entity)
    if not by_id:
        return list(_listed(entity, body, asked))
    if set(body) != {"item"}:
        return [f"an item has other keys: {sorted(body)}"]
    return list(row_faults(entity, body["item"])) if body["item"] else []


async def _asked(request):
    text = request.query.get("search") or await request.text() or "{}"
    try:
        query = json.loads(text)
    except ValueError:
        query = {}
    return {key.lower(): value for key, value in query.items()} if isinstance(query, dict) else {}


def holds_answers(quirks, faults):
    """Make the middleware that writes down everything that is not as the facts have it.

    Args:
        quirks: of the simulator; answers are not judged while one that changes shapes is on.
        faults: gets a line for each.
    """

    @web.middleware
    async def check(request, handler):
        response = await handler(request)
        address = ADDRESS.fullmatch(request.path)
        on = {quirk["name"] for quirk in quirks.shown() if quirk["on"]}
        if address is None or on & CHANGE_SHAPES or not response.text:
            return response
        body = json.loads(response.text)
        found = body_faults(
            address[1], request.method, response.status, body, await _asked(request)
        )
        faults.extend(f"{request.method} {request.path}: {one}" for one in found)
        return response

    return check
