import importlib
import re

import pytest

from psa_sync.config import VARIABLES
from psa_sync.connectors.registry import CONNECTORS
from tests.infrastructure.sam_template import (
    ROOT,
    loops,
    properties,
    template,
)

FUNCTIONS = properties("AWS::Serverless::Function")
OPEN_ROUTES = {"/healthz", "/webhooks/{app}/{hookToken}", "/portal", "/portal/{proxy+}"}
READ_BY_LIBRARIES = {"LOG_LEVEL", "POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE"}
MAX_LINES = 620

each_function = pytest.mark.parametrize("name", FUNCTIONS)


def handler_folder(function):
    _functions, folder, _handler, _name = function["Handler"].split(".")
    return folder


def policy_statements(function):
    return [one for policy in function.get("Policies", []) for one in policy["Statement"]]


def as_list(value):
    return value if isinstance(value, list) else [value]


def test_the_template_is_read_with_all_its_loops():
    assert len(properties("AWS::SQS::Queue")) == 4 * len(CONNECTORS)
    assert "ForEach" not in str(template())


def test_the_template_stays_readable():
    assert len((ROOT / "template.yaml").read_text().splitlines()) <= MAX_LINES


# Functions


def test_every_folder_with_a_handler_is_one_function_and_the_reverse():
    folders = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
    assert folders
    assert sorted(handler_folder(function) for function in FUNCTIONS.values()) == folders


@each_function
def test_the_handler_can_be_imported_and_called(name):
    module, _, attribute = FUNCTIONS[name]["Handler"].rpartition(".")
    assert callable(getattr(importlib.import_module(module), attribute))


@each_function
def test_the_function_ships_its_own_folder_only(name):
    assert FUNCTIONS[name]["CodeUri"] == f"functions/{handler_folder(FUNCTIONS[name])}/"


@each_function
def test_the_function_has_a_real_payload_in_events(name):
    assert list((ROOT / "events" / handler_folder(FUNCTIONS[name])).glob("*.json"))


def test_no_payload_is_left_of_a_function_that_is_gone():
    folders = {path.parent.name for path in (ROOT / "events").glob("*/*.json")}
    assert folders == {handler_folder(function) for function in FUNCTIONS.values()}


def test_the_functions_get_exactly_the_variables_that_are_read():
    given = set(template()["Globals"]["Function"]["Environment"]["Variables"])
    assert given == {*VARIABLES, *READ_BY_LIBRARIES}
    assert not any("Environment" in function for function in FUNCTIONS.values())


# One list of functions, one list of PSAs


def test_every_psa_of_the_registry_is_in_every_list_of_psas():
    lists = {name: words for name, words in loops().items() if name.endswith(" over Psa")}
    assert lists
    for words in lists.values():
        assert set(words) == set(CONNECTORS)


def test_every_function_is_in_every_list_of_functions():
    lists = {name: words for name, words in loops().items() if name.endswith(" over Function")}
    assert lists
    for words in lists.values():
        assert {f"{word}Function" for word in words} == set(FUNCTIONS)


def test_a_psa_has_the_queues_that_the_code_asks_for():
    directions = {one["Name"] for one in template()["Mappings"]["Directions"].values()}
    assert directions == {"push", "pull"}
    for app in CONNECTORS:
        name = properties("AWS::SQS::Queue")[f"{app}PushQueue"]["QueueName"]["Fn::Sub"][0]
        assert name == f"${{AWS::StackName}}-{app}-${{N}}"
    assert template()["Globals"]["Function"]["Environment"]["Variables"]["QUEUE_PREFIX"] == {
        "Ref": "AWS::StackName"
    }


# Rights


@each_function
def test_a_role_names_what_it_may_touch(name):
    for statement in policy_statements(FUNCTIONS[name]):
        assert statement["Effect"] == "Allow"
        for action in as_list(statement["Action"]):
            assert re.fullmatch(r"[a-z]+:[A-Za-z]+", action)
        for resource in as_list(statement["Resource"]):
            assert "Table.Arn" in str(resource) or "${AWS::StackName}" in str(resource)


@each_function
def test_a_role_has_nothing_but_its_own_statements(name):
    assert "Role" not in FUNCTIONS[name]
    policies = [set(policy) for policy in FUNCTIONS[name].get("Policies", [])]
    assert policies == ([] if name == "PortalFunction" else [{"Statement"}])


@each_function
def test_only_the_api_writes_secrets(name):
    actions = {
        action
        for statement in policy_statements(FUNCTIONS[name])
        for action in as_list(statement["Action"])
        if action.startswith("secretsmanager:")
    }
    # A purge removes what an uninstall that was killed has left.
    purges = {"secretsmanager:DeleteSecret"} if name == "PullWorkerFunction" else set()
    if name != "MemtimeApiFunction":
        assert actions <= {"secretsmanager:GetSecretValue"} | purges


# HTTP API


def test_a_token_is_asked_for_by_default():
    auth = properties("AWS::Serverless::HttpApi")["HttpApi"]["Auth"]
    assert set(auth["Authorizers"]) == {auth["DefaultAuthorizer"]}
    jwt = auth["Authorizers"][auth["DefaultAuthorizer"]]["JwtConfiguration"]
    assert jwt == {"issuer": {"Ref": "JwtIssuer"}, "audience": [{"Ref": "JwtAudience"}]}


def test_only_what_must_be_open_is_open():
    routes = [
        event["Properties"]
        for function in FUNCTIONS.values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "HttpApi"
    ]
    assert {route["Path"] for route in routes if "Auth" in route} == OPEN_ROUTES
    assert len(routes) > len(OPEN_ROUTES)
    assert {route["ApiId"]["Ref"] for route in routes} == {"HttpApi"}


# Build


def recipes():
    return (ROOT / "layers" / "Makefile").read_text()


@each_function
def test_the_build_knows_the_folder_of_the_function(name):
    assert f"build-{name}: folder = {FUNCTIONS[name]['CodeUri'].rstrip('/')}\n" in recipes()


def test_the_build_and_the_template_mean_the_same_python_and_processor():
    parameters = template()["Parameters"]
    version = parameters["PythonRuntime"]["Default"].removeprefix("python")
    assert f"PYTHON_VERSION ?= {version}\n" in recipes()
    assert parameters["Architecture"]["Default"] == "arm64"
    assert "PLATFORM ?= aarch64-" in recipes()


def test_the_layer_holds_the_aws_services_that_roles_allow_and_no_other():
    (kept,) = re.findall(r"^AWS_SERVICES := (.+)$", recipes(), re.MULTILINE)
    allowed = {
        action.partition(":")[0]
        for function in FUNCTIONS.values()
        for statement in policy_statements(function)
        for action in as_list(statement["Action"])
    }
    assert set(kept.split()) == allowed
