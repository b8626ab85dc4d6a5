"""The routes of the local login: register a client, authorize, token, log out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from local.login import COOKIE, Login, LoginError, back_to, fault_of, page

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = (
    *("client_id", "redirect_uri", "response_type", "scope", "state", "nonce"),
    *("code_challenge", "code_challenge_method", "prompt"),
)


@dataclass(frozen=True)
class LoginRoutes:
    """One login over HTTP."""

    login: Login

    def add_to(self, app: web.Application) -> None:
        """Add the routes to the issuer."""
        app.router.add_put("/clients/{client_id}", self.register)
        app.router.add_get("/authorize", self.authorize)
        app.router.add_post("/authorize", self.picked)
        app.router.add_post("/oauth/token", self.token)
        app.router.add_get("/logout", self.log_out)
        app.on_response_prepare.append(self.let_pages_read)

    async def register(self, request: web.Request) -> web.Response:
        """Take in a client: redirectUris, users, tokenSeconds."""
        client_id = request.match_info["client_id"]
        try:
            self.login.register(client_id, await request.json())
        except (LoginError, ValueError, TypeError, KeyError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"clientId": client_id}, status=201)

    async def authorize(self, request: web.Request) -> web.Response:
        """Show who can be picked; who was picked in this browser before goes straight on."""
        asked = _known(request.query)
        try:
            client = self.login.client_of(asked)
        except LoginError as error:
            return web.Response(status=400, text=f"{error}\n")
        if fault := fault_of(asked):
            return back_to(asked, error=fault)
        user = client.users.get(request.cookies.get(COOKIE, ""))
        if user and asked.get("prompt") != "select_account":
            return back_to(asked, code=self.login.code_for(asked, user))
        return page(asked, client)

    async def picked(self, request: web.Request) -> web.Response:
        """Send somebody who was picked back to the client, with a code."""
        form = await _form(request)
        asked = _known(form)
        try:
            client = self.login.client_of(asked)
        except LoginError as error:
            return web.Response(status=400, text=f"{error}\n")
        user = client.users.get(form.get("user", ""))
        if fault := fault_of(asked):
            return back_to(asked, error=fault)
        if user is None:
            return back_to(asked, error="access_denied")
        answer = back_to(asked, code=self.login.code_for(asked, user))
        answer.set_cookie(COOKIE, user["sub"], httponly=True, samesite="Lax")
        return answer

    async def token(self, request: web.Request) -> web.Response:
        """Change a code into tokens."""
        form = await _form(request)
        try:
            if form.get("grant_type") != "authorization_code":
                message = "unsupported_grant_type"
                raise LoginError(message)
            status, body = 200, self.login.tokens_for(form, str(request.url.origin()))
        except LoginError as error:
            status, body = 400, {"error": str(error)}
        return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})

    async def log_out(self, request: web.Request) -> web.Response:
        """Forget who was picked."""
        target = request.query.get("post_logout_redirect_uri", "")
        if any(target in one.redirect_uris for one in self.login.clients.values()):
            answer = web.Response(status=303, headers={"Location": target})
        else:
            answer = web.Response(text="You are logged out.\n")
        answer.del_cookie(COOKIE)
        return answer

    async def let_pages_read(self, request: web.Request, response: web.StreamResponse) -> None:
        """Let the pages of registered clients read the answers (CORS)."""
        origin = request.headers.get("Origin", "")
        if any(origin in client.origins for client in self.login.clients.values()):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Vary"] = "Origin"


async def _form(request: web.Request) -> dict[str, str]:
    return {name: str(value) for name, value in (await request.post()).items()}


def _known(values: Mapping[str, str]) -> dict[str, str]:
    return {name: values[name] for name in FIELDS if name in values}
