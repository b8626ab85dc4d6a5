"""Show the newest bundle of the portal before the running local stack: `make portal-preview`."""

from __future__ import annotations

import argparse
import base64
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from functions.portal.delivery import Asked, delivered, not_here
from functions.portal.login_document import LOGIN_DOCUMENT
from functions.portal.safety import safe
from functions.portal.static_files import CONTENT_TYPES, STATIC, file_of
from local.portal_login import FIRST_PAGE, register_portal
from local.simulators.server import HOST, serve
from local.stack_file import StackInfo

PASSED_ON = ("Authorization", "Content-Type", "If-Match")


def make_app(stack: StackInfo) -> web.Application:
    """The files of the last bundling, and the stack's API behind the same address."""

    async def file(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name == LOGIN_DOCUMENT:
            return await passed_on(request, f"{stack.api_url}/portal/{LOGIN_DOCUMENT}")
        path = STATIC / name
        # Read anew each time, and whole: what is bundled while this runs is there with a reload.
        if ".." in name or path.suffix not in CONTENT_TYPES or not path.is_file():
            return _response(not_here(), stack)
        content = {"identity": path.read_bytes()}
        found = file_of(CONTENT_TYPES[path.suffix], content, lasting=False)
        return _response(delivered(found, Asked(frozenset(), frozenset())), stack)

    async def api(request: web.Request) -> web.Response:
        return await passed_on(request, f"{stack.api_url}{request.rel_url}")

    async def passed_on(request: web.Request, address: str) -> web.Response:
        kept = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        body = await request.read()
        async with (
            aiohttp.ClientSession() as session,
            session.request(request.method, address, data=body, headers=kept) as answer,
        ):
            content = await answer.read()
            kind = answer.headers.get("Content-Type", "application/json")
            return web.Response(status=answer.status, body=content, headers={"Content-Type": kind})

    app = web.Application()
    app.router.add_get("/portal/{name:.+}", file)
    app.router.add_route("*", "/v1/{rest:.*}", api)
    return app


def _response(answer: dict[str, Any], stack: StackInfo) -> web.Response:
    headers = safe(answer, stack.token_issuer.url)["headers"]
    body = str(answer.get("body", ""))
    content = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    return web.Response(status=answer["statusCode"], headers=headers, body=content)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=f"The portal's newest bundle, on {HOST}.")
    parser.add_argument("--port", type=int, default=4575)
    parser.add_argument("--stack", type=Path, help="stack.json of another stack than `make run`'s")
    arguments = parser.parse_args()
    stack = StackInfo.load(arguments.stack)
    address = f"http://{HOST}:{arguments.port}/portal/{FIRST_PAGE}"
    register_portal(stack, redirectUris=[stack.portal_url, address])
    print(f"{address}\nBundle anew with `make portal`, then reload. Ctrl-C ends this.")
    serve(make_app(stack), arguments.port)


if __name__ == "__main__":
    main()
