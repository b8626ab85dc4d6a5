"""Run the template's schedules in seconds: by a ticker, and by POST /schedules/<name>.

EventBridge knows no interval below a minute, so locally its own schedules are set to a month and
these take their place: the same function, with the input that the template gives it.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

from local.failures import StackError
from local.ports import HOST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.deploy import Deployment
    from local.stack_file import AwsAccess

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Schedule:
    """One AWS::Scheduler::Schedule: the function it calls, and with what."""

    function_name: str
    payload: str


def schedules_of(deployment: Deployment) -> dict[str, Schedule]:
    """The template's schedules by the name in their input, `{"schedule": name}`."""
    found: dict[str, Schedule] = {}
    for properties in deployment.resources("AWS::Scheduler::Schedule").values():
        target = properties["Target"]
        logical_id, _attribute = target["Arn"]["Fn::GetAtt"]
        name = json.loads(target["Input"])["schedule"]
        found[name] = Schedule(deployment.physical_ids[logical_id], target["Input"])
    return found


class Schedules:
    """Invokes scheduled functions, when asked over HTTP and every few seconds."""

    def __init__(
        self,
        schedules: Mapping[str, Schedule],
        intervals: Mapping[str, float],
        aws: AwsAccess,
        port: int,
    ) -> None:
        """Prepare; nothing runs before `start`.

        Args:
            schedules: what can be run, by name.
            intervals: seconds between two runs of the ticker, for the names that have one.
            aws: where the functions are.
            port: to listen on, on loopback.
        """
        self._schedules = schedules
        self._intervals = intervals
        self._lambda = aws.client("lambda")
        self._running = {name: Lock() for name in schedules}
        self._stop = Event()
        self._server = _server_at(port, self._make_handler())
        self._server.daemon_threads = True
        self._threads = [Thread(target=self._server.serve_forever, daemon=True)]
        self._threads += [
            Thread(target=self._tick, args=(name, seconds), daemon=True)
            for name, seconds in intervals.items()
        ]

    def urls(self) -> dict[str, str]:
        """How to run each schedule now: method and address."""
        port = self._server.server_address[1]
        return {name: f"POST http://{HOST}:{port}/schedules/{name}" for name in self._schedules}

    def start(self) -> None:
        """Listen, and let the ticker run."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both; a run that has begun is left to the emulator."""
        self._stop.set()
        if self._threads[0].is_alive():
            self._server.shutdown()
        self._server.server_close()

    def run(self, name: str) -> None:
        """Invoke the schedule's function and wait for it.

        Raises:
            StackError: the function failed.
        """
        schedule = self._schedules[name]
        # Production never runs a schedule twice at once: the function is faster than its interval.
        with self._running[name]:
            answer = self._lambda.invoke(
                FunctionName=schedule.function_name, Payload=schedule.payload.encode()
            )
            body = answer["Payload"].read().decode()
        if "FunctionError" in answer:
            message = f"{schedule.function_name} failed: {body}"
            raise StackError(message)

    def _tick(self, name: str, seconds: float) -> None:
        while not self._stop.wait(seconds):
            try:
                self.run(name)
            except Exception:
                # One failed run must not end the ticker; the next may succeed, as in production.
                if not self._stop.is_set():
                    log.exception("The schedule %s failed", name)

    def _make_handler(self) -> type[BaseHTTPRequestHandler]:
        schedules = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, document = schedules.answer(self.path)
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - theirs
                log.info(format, *args)

        return Handler

    def answer(self, path: str) -> tuple[int, dict[str, str]]:
        """Run the schedule that a request names; give the HTTP status and body."""
        name = path.removeprefix("/schedules/")
        if name not in self._schedules:
            return 404, {"error": f"there is no schedule {name!r}"}
        try:
            self.run(name)
        except StackError as error:
            return 502, {"error": str(error)}
        return 200, {"schedule": name, "status": "done"}


def _server_at(port: int, handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    """Listen on the port, or on any free one when somebody took it since it was chosen."""
    try:
        return ThreadingHTTPServer((HOST, port), handler)
    except OSError:
        return ThreadingHTTPServer((HOST, 0), handler)
