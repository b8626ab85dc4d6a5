"""Keys callbacks are signed with, and where a receiver fetches them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from aiohttp import web

from local.simulators.connectwise import quirks_callbacks
from local.simulators.connectwise.errors import no_endpoint
from local.simulators.connectwise.seed import COMPANY_ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.simulators.quirks import Quirks

HEADER: Final = "x-content-signature"
# The doubled slash is the vendor's own.
KEY_PATH: Final = "/v2026_1//system/callbackkey/index.rails"


class SigningKeys:
    """The company's keys; those given out once stay valid."""

    def __init__(self, switches: Quirks) -> None:
        self._switches = switches
        self._secrets: dict[str, str] = {}
        self._current = self._new()

    def current(self) -> tuple[str, str]:
        """Give the id and the secret the next callback is signed with."""
        if self._switches.is_on(quirks_callbacks.CALLBACK_KEY_ROTATES):
            self._current = self._new()
        return self._current, self._secrets[self._current]

    def secret(self, key_id: str) -> str | None:
        """Give a secret by its id, None where there never was one."""
        return self._secrets.get(key_id)

    def _new(self) -> str:
        key_id = str(uuid4())
        self._secrets[key_id] = f"{uuid4().hex}{uuid4().hex}"
        return key_id


def signature(secret: str, body: bytes) -> str:
    """Sign raw bytes: base64 of HMAC-SHA256, its key the SHA-256 digest of the secret."""
    key = hashlib.sha256(secret.encode()).digest()
    return base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()


def key_url(scheme_and_host: str, key_id: str) -> str:
    """Give the address of a key as callbacks name it."""
    return f"{scheme_and_host}{KEY_PATH}?companyName={COMPANY_ID}&id={key_id}"


def add_key_route(
    app: web.Application,
    keys: SigningKeys,
    switches: Quirks,
    check_caller: Callable[[web.Request], object],
) -> None:
    """Add the page that gives a key away, to everybody unless a quirk says otherwise."""

    async def key(request: web.Request) -> web.Response:
        if switches.is_on(quirks_callbacks.CALLBACK_KEY_NEEDS_CREDENTIALS):
            check_caller(request)
        secret = keys.secret(request.query.get("id", ""))
        if secret is None or request.query.get("companyName", "").lower() != COMPANY_ID:
            raise no_endpoint()
        # A page of the web application, not of the API: its media type says nothing.
        text = f'{{"signing_key":"{secret}"}}'
        return web.Response(text=text, content_type="text/html")

    for path in (KEY_PATH, KEY_PATH.replace("//", "/")):
        app.router.add_get(path, key)
