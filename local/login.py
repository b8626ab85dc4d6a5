"""OpenID Connect for the local stack: demo users to pick from, and codes for tokens with PKCE."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from local.login_page import CONTENT_SECURITY_POLICY, login_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CODE_SECONDS = 60
COOKIE = "demo_user"
DIGEST_LENGTH = 43
"""Characters of a SHA-256 in base64url without padding (RFC 7636, 4.2)."""

LOOPBACK = {"127.0.0.1", "localhost"}


class LoginError(ValueError):
    """A request that is not answered with a redirect, since nobody knows where to."""


@dataclass(frozen=True)
class Client:
    """An application that people log in to.

    Attributes:
        redirect_uris: Where people may be sent back to; compared character by character.
        users: The people to pick from: sub, account, role, email, name.
        token_seconds: How long its tokens last.
    """

    redirect_uris: tuple[str, ...]
    users: Mapping[str, Mapping[str, str]]
    token_seconds: int

    @classmethod
    def parsed(cls, body: Mapping[str, Any]) -> Client:
        """A client as it is registered.

        Raises:
            LoginError: an address beyond loopback, or one with a query or a fragment.
        """
        addresses = tuple(str(one) for one in body.get("redirectUris", []))
        for address in addresses:
            parts = urlsplit(address)
            if parts.scheme != "http" or parts.hostname not in LOOPBACK or parts.username:
                message = f"{address} is not on loopback"
                raise LoginError(message)
            if parts.query or parts.fragment:
                message = f"{address} has a query or a fragment"
                raise LoginError(message)
        users = {str(one["sub"]): dict(one) for one in body.get("users", [])}
        return cls(addresses, users, int(body.get("tokenSeconds", 3600)))

    @property
    def origins(self) -> set[str]:
        """Where its pages come from."""
        parts = (urlsplit(one) for one in self.redirect_uris)
        return {f"{one.scheme}://{one.netloc}" for one in parts}


@dataclass(frozen=True)
class Grant:
    """What a code stands for, until it is used or too old."""

    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    user: Mapping[str, str]
    expires_at: float


@dataclass
class Login:
    """The clients that are registered, and the codes that are under way."""

    mint: Callable[[Mapping[str, Any], str, int], str]
    sign: Callable[[Mapping[str, Any]], str]
    clients: dict[str, Client] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)

    def register(self, client_id: str, body: Mapping[str, Any]) -> None:
        """Take in a client, in place of what had its name."""
        self.clients[client_id] = Client.parsed(body)

    def client_of(self, asked: Mapping[str, str]) -> Client:
        """The client of a request to log in.

        Raises:
            LoginError: it is unknown, or wants people sent elsewhere than it registered.
        """
        client = self.clients.get(asked.get("client_id", ""))
        if client is None:
            message = "There is no such client."
            raise LoginError(message)
        if asked.get("redirect_uri", "") not in client.redirect_uris:
            message = "The redirect address is not registered for this client."
            raise LoginError(message)
        return client

    def code_for(self, asked: Mapping[str, str], user: Mapping[str, str]) -> str:
        """A new code for somebody who was picked."""
        code = secrets.token_urlsafe(32)
        self.grants[code] = Grant(
            client_id=asked["client_id"],
            redirect_uri=asked["redirect_uri"],
            challenge=asked["code_challenge"],
            nonce=asked.get("nonce", ""),
            user=user,
            expires_at=time.time() + CODE_SECONDS,
        )
        return code

    def tokens_for(self, form: Mapping[str, str], issuer: str) -> dict[str, Any]:
        """Tokens for a code, once.

        Raises:
            LoginError: the code is unknown, used, too old, another client's, or not proven.
        """
        grant = self.grants.pop(form.get("code", ""), None)
        if grant is None or time.time() > grant.expires_at:
            message = "invalid_grant"
            raise LoginError(message)
        proof = challenge_of(form.get("code_verifier", ""))
        same = (grant.client_id, grant.redirect_uri) == (
            form.get("client_id"),
            form.get("redirect_uri"),
        )
        if not same or not hmac.compare_digest(proof, grant.challenge):
            message = "invalid_grant"
            raise LoginError(message)
        seconds = self.clients[grant.client_id].token_seconds
        person = {"expiresIn": seconds, **grant.user}
        name = str(person.pop("name", ""))
        now = int(time.time())
        identity = {
            "sub": grant.user["sub"],
            "email": grant.user["email"],
            "name": name,
            "iss": issuer,
            "aud": grant.client_id,
            "iat": now,
            "exp": now + seconds,
            **({"nonce": grant.nonce} if grant.nonce else {}),
        }
        return {
            "access_token": self.mint(person, issuer, now),
            "id_token": self.sign(identity),
            "token_type": "Bearer",
            "expires_in": seconds,
            "scope": "openid profile email",
        }


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def fault_of(asked: Mapping[str, str]) -> str | None:
    """The error that a client is told of a request to log in, None where it is in order."""
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    challenge = asked.get("code_challenge", "")
    if asked.get("code_challenge_method") != "S256" or len(challenge) != DIGEST_LENGTH:
        return "invalid_request"
    return None if "openid" in asked.get("scope", "").split() else "invalid_scope"


def back_to(asked: Mapping[str, str], **answer: str) -> web.Response:
    """Send the browser back to the client with an answer."""
    state = {"state": asked["state"]} if "state" in asked else {}
    address = f"{asked['redirect_uri']}?{urlencode(answer | state)}"
    return web.Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})


def page(asked: Mapping[str, str], client: Client) -> web.Response:
    """The page with the people to pick from."""
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Cache-Control": "no-store"}
    text = login_page(asked, list(client.users.values()))
    return web.Response(text=text, content_type="text/html", headers=headers)
