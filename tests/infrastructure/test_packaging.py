"""What `sam build` makes, looked at the way Lambda does: nothing else is on the path."""

import importlib.util
import json
import subprocess
import sys

import pytest

from local.build import ensure_built
from local.environments import CHECKOUT
from local.processes import Processes
from tests.infrastructure.sam_template import properties

HANDLERS = {
    name: function["Handler"].rpartition(".")[0]
    for name, function in properties("AWS::Serverless::Function").items()
}
UNCHECKED_HASH = 0b01
"""Flags of a .pyc that is valid whatever its source looks like (PEP 552)."""

TRACER_SDK = "aws_xray_sdk"
"""Costs half a second at every start, more than boto3."""

# Runs with nothing but the artefact and the standard library. The audit hook sees every source file
# that is compiled, which is what happens to a module whose .pyc is missing or not valid.
IMPORT_LIKE_LAMBDA = """
import importlib, json, sys
module, *folders = sys.argv[1:]
sys.path += folders
sys.dont_write_bytecode = True
compiled = []
def hook(event, arguments):
    if event == "compile" and str(arguments[1]).startswith(tuple(folders)):
        compiled.append(str(arguments[1]))
sys.addaudithook(hook)
handler = importlib.import_module(module)
print(json.dumps({
    "callable": callable(handler.lambda_handler),
    "compiled": compiled,
    "modules": sorted(sys.modules),
}))
"""


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    folder = tmp_path_factory.mktemp("build")
    with Processes(folder, folder / "process-ids") as processes:
        return ensure_built(processes).artifacts


def started(build, name):
    folders = [str(build / name), *layers(build)]
    finished = subprocess.run(
        [sys.executable, "-I", "-S", "-c", IMPORT_LIKE_LAMBDA, HANDLERS[name], *folders],
        capture_output=True,
        text=True,
        cwd=build,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def layers(build):
    return [str(build / name / "python") for name in ("SharedLayer", "DependenciesLayer")]


@pytest.mark.parametrize("name", HANDLERS)
def test_a_function_starts_with_what_ships_and_nothing_is_compiled(build, name):
    seen = started(build, name)
    assert seen["callable"]
    assert seen["compiled"] == []
    assert "psa_sync" in seen["modules"]
    assert TRACER_SDK not in seen["modules"]


@pytest.mark.parametrize("name", [*HANDLERS, "SharedLayer", "DependenciesLayer"])
def test_every_module_ships_with_bytecode_that_stays_valid(build, name):
    sources = list((build / name).rglob("*.py"))
    assert sources
    for source in sources:
        bytecode = importlib.util.cache_from_source(str(source))
        with open(bytecode, "rb") as file:  # noqa: PTH123 - the path is a string
            magic, flags = file.read(4), int.from_bytes(file.read(4), "little")
        assert magic == importlib.util.MAGIC_NUMBER, bytecode
        assert flags == UNCHECKED_HASH, bytecode


@pytest.mark.parametrize("name", HANDLERS)
def test_a_function_ships_its_own_folder_only(build, name):
    top = {path.name for path in (build / name).iterdir()}
    assert top == {"functions"}
    (folder,) = (build / name / "functions").iterdir()
    shipped = {path.name for path in folder.rglob("*.py")}
    assert shipped == {path.name for path in (CHECKOUT / "functions" / folder.name).rglob("*.py")}


def test_the_layer_can_talk_to_every_aws_service_that_is_used(build):
    code = (
        "import sys; sys.path += sys.argv[1:]\n"
        "import boto3\n"
        "for service in ('dynamodb', 'sqs', 'secretsmanager'):\n"
        "    boto3.client(service, region_name='eu-central-1')\n"
    )
    command = [sys.executable, "-I", "-S", "-c", code, *layers(build)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
