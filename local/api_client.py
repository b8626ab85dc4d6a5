"""A small client of the product's HTTP API, as Memtime would call it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import requests

from local.failures import StackError

if TYPE_CHECKING:
    from collections.abc import Callable

TIMEOUT_SECONDS = 35
POLL_SECONDS = 0.1


class ApiClient:
    """Calls the API with one person's token.

    Args:
        api_url: Address without `/v1`.
        token: The person's bearer token.
    """

    def __init__(self, api_url: str, token: str) -> None:
        self._api_url = api_url
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy stands between this machine and itself
        self._session.headers["Authorization"] = f"Bearer {token}"

    def call(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> requests.Response:
        """Call a path such as `/v1/changes`; the answer whatever its status."""
        url = self._api_url + path
        return self._session.request(
            method, url, json=body, headers=headers, timeout=TIMEOUT_SECONDS
        )

    def ok(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> Any:  # noqa: ANN401 - JSON
        """Call and return the JSON answer.

        Raises:
            StackError: The answer is no success; the message holds all of it.
        """
        response = self.call(method, path, body, headers)
        if not response.ok:
            message = f"{method} {path} answered {response.status_code}: {response.text}"
            raise StackError(message)
        return response.json() if response.content else None

    def pages(self, path: str, **query: str) -> list[Any]:
        """All items of a list."""
        items: list[Any] = []
        query["limit"] = "500"
        while True:
            found = self.ok("GET", f"{path}?{urlencode(query)}")
            items += found["items"]
            if found["nextCursor"] is None:
                return items
            query["cursor"] = found["nextCursor"]


def wait_for(what: str, look: Callable[[], Any], seconds: float) -> Any:  # noqa: ANN401 - any find
    """Look again and again until something is found.

    Raises:
        StackError: Nothing came in time; the message says what was waited for.
    """
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            message = f"Waited {seconds:.0f} s in vain for {what}."
            raise StackError(message)
        time.sleep(POLL_SECONDS)
