"""Fetches the keys that ConnectWise signs callbacks with, seldom, and believes no other answer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from psa_sync.connectors.hook_bodies import members_of
from psa_sync.connectors.http import HttpClient, Response
from psa_sync.domain.errors import TransientError
from psa_sync.ports import Clock

KEPT: Final = timedelta(minutes=10)
"""How long a key is used before it is asked for again; how long one lives is not written down."""
REFUSED_FOR: Final = timedelta(minutes=1)
FETCHES: Final = 30
"""Fetches in `WINDOW`: whoever makes addresses up must not have us call ConnectWise for each."""
WINDOW: Final = timedelta(minutes=1)
MOST_KEYS: Final = 100
LONGEST_KEY: Final = 1000

_REFUSED: Final = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


class SigningKeys:
    """The keys of one company, by the address they were fetched from."""

    def __init__(
        self, http: HttpClient, clock: Clock, credentials: Callable[[], dict[str, str]]
    ) -> None:
        """Start with none.

        Args:
            http: Calls the company's host; follows no redirect.
            clock: Tells when a key is to be asked for again.
            credentials: The API's headers, asked for only where the page of keys wants them:
                clients differ in whether it does.
        """
        self._http = http
        self._clock = clock
        self._credentials = credentials
        self._kept: dict[str, tuple[datetime, str | None]] = {}
        self._fetched: list[datetime] = []

    def at(self, address: str) -> str | None:
        """Return the key at an address that was judged before; None where there is none.

        Raises:
            TransientError: It cannot be had now.
        """
        now = self._clock()
        until, key = self._kept.get(address, (now, None))
        if now < until:
            return key
        key = self._fetch(address, now)
        if len(self._kept) >= MOST_KEYS:
            self._kept.clear()
        self._kept[address] = (now + (REFUSED_FOR if key is None else KEPT), key)
        return key

    def _fetch(self, address: str, now: datetime) -> str | None:
        self._fetched = [at for at in self._fetched if now - at < WINDOW]
        if len(self._fetched) >= FETCHES:
            message = "too many keys of callbacks were asked for"
            raise TransientError(message, code="psa_rate_limited")
        self._fetched.append(now)
        answer = self._http.send("GET", address, writes=False)
        if answer.status in _REFUSED:
            answer = self._http.send("GET", address, writes=False, headers=self._credentials())
        return None if answer.status in _REFUSED else _key_in(answer)


def _key_in(answer: Response) -> str:
    """Read the key; the page's media type says nothing, so only its text counts."""
    key = members_of(answer.body).get("signing_key") if answer.status == HTTPStatus.OK else None
    if not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY:
        message = "the page of keys makes no sense"
        raise TransientError(message, code="psa_answer_senseless")
    return key
