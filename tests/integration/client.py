"""Memtime as a client of the API: the event that API Gateway would send for each call."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any
from urllib.parse import urlencode

EVENTS = Path(__file__).parents[2] / "events"
TEMPLATES = {
    "GET": "get_changes",
    "PUT": "put_time_entry",
    "PATCH": "put_time_entry",
    "POST": "post_time_entries",
    "DELETE": "delete_time_entry",
}
PROBLEM = "application/problem+json"
_ONE_AT_A_TIME = RLock()


class Invocation:
    """The Lambda context, as far as our functions look at it."""

    function_name = "in-this-process"
    function_version = "$LATEST"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-central-1:111122223333:function:in-this-process"
    aws_request_id = "52fdfc07-2182-454f-963f-5f0f9a621d72"

    def __init__(self, milliseconds: int) -> None:
        self._milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self._milliseconds


def invocation(milliseconds: int = 60_000) -> Any:
    """The context of an invocation with this much time."""
    return Invocation(milliseconds)


def invoked(handler: Callable[[dict[str, Any], Any], Any], event: dict[str, Any]) -> Any:
    """Hand an event to a function as Lambda does: a process has one invocation at a time.

    What several PSAs' hooks and a test's own calls send at once therefore waits in turn here.
    """
    with _ONE_AT_A_TIME:
        return handler(event, invocation())


@cache
def stored_event(name: str) -> dict[str, Any]:
    """An event of the folder events/, e.g. `scheduler/pull`."""
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return event


@dataclass(frozen=True)
class Answer:
    """What a client gets."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The stable code of a problem, once it is sure that it is a whole one."""
        assert self.headers["Content-Type"] == PROBLEM, self.body
        problem = self.json
        assert problem.keys() >= {"type", "title", "status", "detail", "code", "errors"}
        assert problem["requestId"]
        assert problem["status"] == self.status
        return str(problem["code"])

    @property
    def field_codes(self) -> set[tuple[str, str]]:
        """Field and code of everything that is wrong."""
        return {(one["field"], one["code"]) for one in self.json["errors"]}


@dataclass(frozen=True)
class Client:
    """One user, as the verified token names them."""

    account: str
    user_id: str
    role: str = "member"
    email: str = ""
    claims: dict[str, Any] = field(default_factory=dict)

    def with_claims(self, **claims: Any) -> "Client":
        """The same user with other claims; None takes one away."""
        return replace(self, claims=claims)

    def event(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        raw: str | None = None,
        if_match: int | str | None = None,
        **query: str,
    ) -> dict[str, Any]:
        """The event of one call; a trailing underscore keeps `from` out of Python's way."""
        event = copy.deepcopy(stored_event(f"memtime_api/{TEMPLATES[method]}"))
        for part in ("body", "queryStringParameters"):
            event.pop(part, None)
        event["headers"].pop("if-match", None)
        event["requestContext"]["http"]["method"] = method
        event["rawPath"] = event["requestContext"]["http"]["path"] = path
        event["pathParameters"] = {"proxy": path.removeprefix("/v1/")}
        if query:
            given = {name.rstrip("_"): value for name, value in query.items()}
            event["queryStringParameters"] = given
            event["rawQueryString"] = urlencode(given, errors="replace")
        if if_match is not None:
            quoted = f'"{if_match}"' if isinstance(if_match, int) else if_match
            event["headers"]["if-match"] = quoted
        if raw is not None or body is not None:
            event["body"] = json.dumps(body) if raw is None else raw
        claims = event["requestContext"]["authorizer"]["jwt"]["claims"]
        claims |= {
            "account": self.account,
            "sub": self.user_id,
            "role": self.role,
            "email": self.email,
        } | self.claims
        for name in [name for name, value in claims.items() if value is None]:
            del claims[name]
        return event


def answer_of(response: dict[str, Any]) -> Answer:
    """Read the function's response as API Gateway does: only text that is UTF-8 can be sent."""
    body = response.get("body") or ""
    body.encode()
    headers = {name: values[0] for name, values in response.get("multiValueHeaders", {}).items()}
    return Answer(response["statusCode"], headers | response.get("headers", {}), body)
