"""Copy what the functions log from the emulator's CloudWatch Logs into one file."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from pathlib import Path

    from local.deploy import Deployment
    from local.stack_file import AwsAccess

log = logging.getLogger(__name__)

POLL_SECONDS = 2.0
# The lines that Lambda itself writes around every invocation would bury what our code says.
PLATFORM_LINES = ("START RequestId", "END RequestId", "REPORT RequestId")


@dataclass(frozen=True)
class LogEvent:
    """One line of a function's log; `timestamp` is in milliseconds since the epoch."""

    timestamp: int
    function: str
    message: str

    def __str__(self) -> str:
        at = dt.datetime.fromtimestamp(self.timestamp / 1000, dt.UTC)
        return f"{at:%H:%M:%S.%f} {self.function} {self.message}"


class FunctionLogs:
    """Follows the log groups of all functions until stopped."""

    def __init__(self, deployment: Deployment, aws: AwsAccess, path: Path) -> None:
        self._groups = {
            deployment.physical_ids[properties["LoggingConfig"]["LogGroup"]["Ref"]]: logical_id
            for logical_id, properties in deployment.resources("AWS::Lambda::Function").items()
        }
        self._client = aws.client("logs")
        self._path = path
        self._since: dict[str, int] = dict.fromkeys(self._groups, 0)
        self._seen: dict[str, set[tuple[str, int, str]]] = {group: set() for group in self._groups}
        self._stop = Event()
        self._thread = Thread(target=self._follow, daemon=True)

    def start(self) -> None:
        """Follow in the background."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text("")
        self._thread.start()

    def stop(self) -> None:
        """Copy what is still missing, and end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(POLL_SECONDS)

    def _follow(self) -> None:
        while not self._stop.wait(POLL_SECONDS):
            self.copy()
        self.copy()

    def copy(self) -> None:
        """Copy what is new since the last time."""
        found: list[LogEvent] = []
        for group in self._groups:
            try:
                found += self._new_events(group)
            except (BotoCoreError, ClientError):
                # The emulator is busy or ending; what is missing is listed again the next time.
                log.debug("The logs in %s cannot be read now", group, exc_info=True)
        if not found:
            return
        with self._path.open("a") as output:
            # The order is stable: the lines of a traceback share their time stamp.
            for event in sorted(found, key=lambda event: event.timestamp):
                output.write(f"{event}\n")

    def _new_events(self, group: str) -> list[LogEvent]:
        pages = self._client.get_paginator("filter_log_events").paginate(
            logGroupName=group, startTime=self._since[group]
        )
        listed: list[dict[str, Any]] = [event for page in pages for event in page["events"]]
        events = [event for event in listed if _identity(event) not in self._seen[group]]
        if listed:
            # The next listing begins with this instant, so only its events can come twice.
            last = self._since[group] = max(event["timestamp"] for event in listed)
            self._seen[group] = {_identity(one) for one in listed if one["timestamp"] == last}
        return [
            LogEvent(event["timestamp"], self._groups[group], event["message"].rstrip())
            for event in events
            if not event["message"].startswith(PLATFORM_LINES)
        ]


def _identity(event: dict[str, Any]) -> tuple[str, int, str]:
    # The emulator gives no eventId; a stream holds one invocation, so this is nearly as good.
    return event["logStreamName"], event["timestamp"], event["message"]
