"""A cold start loads only what the function needs, and reads nothing from its surroundings."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from psa_sync.config import VARIABLES
from tests.integration.client import stored_event

SCRIPT = Path(__file__).with_name("cold_start.py")
ROOT = Path(__file__).parents[3]
EVENTS = {
    "functions.scheduler.handler": "scheduler/sweep",
    "functions.push_worker.handler": "push_worker/one_entry",
    "functions.pull_worker.handler": "pull_worker/changes",
    "functions.dead_letter.handler": "dead_letter/given_up_push",
    "functions.memtime_api.handler": "memtime_api/get_changes",
}
NUMBERS = {name: "1" for name in VARIABLES if name.endswith(("SECONDS", "DAYS"))}
EMPTY_TABLE = {
    "DynamoDB_20120810.Query": {"Items": [], "Count": 0, "ScannedCount": 0},
    "DynamoDB_20120810.GetItem": {},
    "DynamoDB_20120810.BatchGetItem": {"Responses": {}, "UnprocessedKeys": {}},
}


class EmptyTable(BaseHTTPRequestHandler):
    """Answers reads of a table in which there is nothing."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps(EMPTY_TABLE[self.headers["X-Amz-Target"]]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def starts() -> dict[str, dict[str, object]]:
    """One cold start of each function, in processes of their own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), EmptyTable)
    Thread(target=server.serve_forever, daemon=True).start()
    environment = (
        dict.fromkeys(VARIABLES, "x")
        | NUMBERS
        | {
            "HOURLY_CEILINGS": "",
            "POWERTOOLS_METRICS_NAMESPACE": "PsaSync",
            "SETTLE_SECONDS": "2",  # longer than a call to the PSA, or the settings are refused
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
    )

    def start(module: str) -> dict[str, object]:
        event = json.dumps(stored_event(EVENTS[module]))
        command = [sys.executable, "-W", "error", str(SCRIPT), module, event]
        done = subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return found

    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(EVENTS, pool.map(start, EVENTS), strict=True))
    server.shutdown()
    server.server_close()
    return found


@pytest.fixture(params=EVENTS, ids=lambda name: name.split(".")[1])
def module(request):
    return request.param


def loaded(start, *names):
    """The modules of these packages that were loaded."""
    return [
        one
        for one in start["modules"]
        if any(one == name or one.startswith(f"{name}.") for name in names)
    ]


def test_the_first_event_is_served(starts):
    responses = {name.split(".")[1]: start["response"] for name, start in starts.items()}
    assert responses["scheduler"] == {"sent": 0}
    for worker in ("push_worker", "pull_worker", "dead_letter"):
        assert responses[worker] == {"batchItemFailures": []}
    assert responses["memtime_api"]["statusCode"] == 200
    assert json.loads(responses["memtime_api"]["body"])["items"] == []


def test_no_function_loads_a_tracer_or_a_tool_of_the_tests(starts, module):
    start = starts[module]
    # Powertools' own package brings the module of its tracer along; the SDK behind it stays away.
    assert not loaded(start, "aws_xray_sdk")
    assert not loaded(start, "moto", "pytest", "local", "tests", "aiohttp")


def test_nobody_loads_a_connector_who_calls_no_psa(starts, module):
    assert not loaded(starts[module], "psa_sync.connectors", "requests")


def test_only_the_api_loads_the_schemas_of_its_bodies(starts, module):
    assert bool(loaded(starts[module], "pydantic")) == (module == "functions.memtime_api.handler")


def test_a_function_loads_no_other(starts, module):
    mine = module.rpartition(".")[0]
    assert {name for name in loaded(starts[module], "functions") if name.count(".") > 0} == {
        name for name in loaded(starts[module], mine) if name.count(".") > 0
    }


def test_importing_reads_no_variable_of_ours(starts, module):
    ours = [
        name for name in starts[module]["readers"] if name.startswith(("psa_sync", "functions"))
    ]
    assert not ours
    assert any(name.startswith("aws_lambda_powertools") for name in starts[module]["readers"])
