"""Show the newest bundle of the portal before the running local stack: `make portal-preview`."""

from __future__ import annotations

import argparse
import mimetypes
from pathlib import Path

import aiohttp
from aiohttp import web

from local.environments import CHECKOUT
from local.portal_login import FIRST_PAGE, register_portal
from local.simulators.server import HOST, serve
from local.stack_file import StackInfo

BUNDLE = CHECKOUT / "functions" / "portal" / "static"
LOGIN_DOCUMENT = "login.json"
KEPT_OF_A_CALL = ("Authorization", "Content-Type", "If-Match")
KEPT_OF_AN_ANSWER = ("Content-Type", "Content-Security-Policy", "ETag", "Referrer-Policy")


def make_app(stack: StackInfo, bundle: Path = BUNDLE) -> web.Application:
    """The files of the last bundling, and the stack's API behind the same address."""

    async def file(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        deployed = await _passed_on(request, f"{stack.api_url}/portal/{LOGIN_DOCUMENT}")
        if name == LOGIN_DOCUMENT:
            return deployed
        path = _file(bundle, name)
        if path is None:
            return web.Response(status=404, text="There is no such file.\n")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        policy = {"Content-Security-Policy": deployed.headers["Content-Security-Policy"]}
        return web.Response(body=path.read_bytes(), content_type=kind, headers=policy)

    async def api(request: web.Request) -> web.Response:
        return await _passed_on(request, f"{stack.api_url}{request.rel_url}")

    app = web.Application()
    app.router.add_get("/portal/{name:.+}", file)
    app.router.add_route("*", "/v1/{rest:.*}", api)
    return app


def _file(bundle: Path, name: str) -> Path | None:
    """Looked up anew each time: what is bundled while this runs is there with a reload."""
    path = (bundle / name).resolve()
    return path if path.is_relative_to(bundle.resolve()) and path.is_file() else None


async def _passed_on(request: web.Request, address: str) -> web.Response:
    kept = {name: request.headers[name] for name in KEPT_OF_A_CALL if name in request.headers}
    body = await request.read()
    async with (
        aiohttp.ClientSession() as session,
        session.request(request.method, address, data=body, headers=kept) as answer,
    ):
        headers = {
            name: answer.headers[name] for name in KEPT_OF_AN_ANSWER if name in answer.headers
        }
        return web.Response(status=answer.status, body=await answer.read(), headers=headers)


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
