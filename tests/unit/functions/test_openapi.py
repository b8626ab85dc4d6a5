"""The OpenAPI file says what the code does, and is what it claims to be."""

import json
import re
from pathlib import Path

import pytest

from functions.memtime_api.handler import app
from functions.memtime_api.openapi import OPERATIONS, document, text
from tests.integration.client import PROBLEM
from tests.integration.deployment import PAUL
from tests.integration.documented import hold_to_document

FILE = Path(__file__).parents[3] / "docs" / "openapi.json"
METHODS = {"get", "put", "post", "delete", "patch"}


def operations():
    return {
        (method, path): one
        for path, methods in document()["paths"].items()
        for method, one in methods.items()
    }


def everything_in(value):
    yield value
    children = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        for child in children:
            yield from everything_in(child)


def test_the_file_is_the_one_that_the_code_makes():
    assert FILE.read_text(encoding="utf-8") == text(), "run make openapi"


def test_the_api_serves_the_same_document(settled):
    assert settled.ok(PAUL, "GET", "/v1/openapi.json") == json.loads(FILE.read_text())


def test_every_route_is_described_and_every_description_has_a_route():
    routes = app._static_routes + app._dynamic_routes
    registered = {
        (route.method.lower(), re.sub(r"[{<](\w+)[}>]", "{}", route.path)) for route in routes
    }
    described = {(one.method, re.sub(r"\{\w+\}", "{}", one.path)) for one in OPERATIONS}
    assert registered == described
    assert len(described) == len(OPERATIONS)


def test_it_is_an_openapi_document():
    whole = document()
    assert whole["openapi"].startswith("3.1.")
    assert whole["info"].keys() >= {"title", "version"}
    assert all(path.startswith("/") for path in whole["paths"])
    assert {method for method, _ in operations()} <= METHODS
    json.dumps(whole, allow_nan=False)


def test_every_reference_leads_somewhere():
    whole = document()
    references = {
        one["$ref"] for one in everything_in(whole) if isinstance(one, dict) and "$ref" in one
    }
    assert references
    for reference in references:
        place = whole
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
        assert place["type"] in {"object", "string"}
    schemes = {name for one in whole["security"] for name in one}
    assert schemes == set(whole["components"]["securitySchemes"])


@pytest.mark.parametrize("operation", operations().items(), ids=lambda one: " ".join(one[0]))
def test_an_operation_is_complete(operation):
    (_, path), one = operation
    in_path = {p["name"] for p in one["parameters"] if p["in"] == "path"}
    assert in_path == set(re.findall(r"\{(\w+)\}", path))
    assert all(p["required"] for p in one["parameters"] if p["in"] == "path")
    assert all(p["schema"]["type"] for p in one["parameters"])
    names = [(p["in"], p["name"]) for p in one["parameters"]]
    assert len(names) == len(set(names))
    done = {status: answer for status, answer in one["responses"].items() if status[0] == "2"}
    assert done
    assert all("content" in answer for status, answer in done.items() if status != "204")
    assert all(answer["description"] for answer in one["responses"].values())
    assert one["summary"]


TEXTS = dict.fromkeys(("type", "title", "detail", "code", "said", "requestId"), "text")


@pytest.mark.parametrize(
    ("status", "sort", "right"),
    [
        (200, "application/json", {"on": False, "since": None, "missing": [], "count": 0}),
        (404, PROBLEM, {**TEXTS, "status": 404, "errors": []}),
    ],
    ids=["a success", "a refusal"],
)
def test_stories_hold_every_answer_to_the_document(status, sort, right):
    path = "/v1/connected-apps/autotask/brake"
    hold_to_document("GET", path, status, sort, json.dumps(right))

    lacking = {key: value for key, value in right.items() if key != next(iter(right))}
    for wrong in (right | {"unheard": 1}, lacking, dict.fromkeys(right, 1.5)):
        with pytest.raises(AssertionError):
            hold_to_document("GET", path, status, sort, json.dumps(wrong))
    with pytest.raises(AssertionError, match="418"):
        hold_to_document("GET", path, 418, sort, json.dumps(right))
    with pytest.raises(AssertionError):
        hold_to_document("GET", path, status, "image/png", "<p>")


def test_operations_have_names_of_their_own():
    names = [one["operationId"] for one in operations().values()]
    assert len(names) == len(set(names))


def test_only_the_health_of_the_api_is_public():
    assert [key for key, one in operations().items() if one.get("security") == []] == [
        ("get", "/healthz")
    ]
