"""A token issuer for the local stack: signs what it is asked to, and publishes its key."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from local.login import Login
from local.login_routes import LoginRoutes
from local.simulators.server import HOST, serve

if TYPE_CHECKING:
    from collections.abc import Mapping

AUDIENCE = "psa-sync"
KEY_ID = "local"
KEY_BITS = 2048
TWELVE_HOURS = 12 * 3600
CLAIMS = ("sub", "account", "role", "email")


class RequestError(ValueError):
    """A request for a token that makes no sense."""


class TokenIssuer:
    """Holds one RSA key, made anew at every start."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)

    def jwks(self) -> dict[str, Any]:
        """The public key, as the API's authorizer fetches it (RFC 7517)."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]}

    def mint(self, request: Mapping[str, Any], issuer: str, now: int) -> str:
        """Sign a token.

        Args:
            request: the four claims; expiresIn in seconds, negative for a token that has expired;
                aud and iss to name others than ours; omit, a list of claims to leave out.
            issuer: our own name, used when the request names none.
            now: seconds since the epoch.

        Raises:
            RequestError: an unknown field, or a wrong type.
        """
        known = {*CLAIMS, "expiresIn", "aud", "iss", "omit"}
        if unknown := sorted(set(request) - known):
            message = f"unknown: {', '.join(unknown)}"
            raise RequestError(message)
        expires_in, omit = request.get("expiresIn", TWELVE_HOURS), request.get("omit", [])
        if not isinstance(expires_in, int) or not isinstance(omit, list):
            message = "expiresIn is a number of seconds, omit a list of claims"
            raise RequestError(message)
        claims = {name: request[name] for name in CLAIMS if name in request}
        claims |= {
            "iss": request.get("iss", issuer),
            "aud": request.get("aud", AUDIENCE),
            "iat": min(now, now + expires_in),
            "exp": now + expires_in,
        }
        return self.sign({name: value for name, value in claims.items() if name not in omit})

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Sign exactly these claims."""
        return jwt.encode(dict(claims), self._key, algorithm="RS256", headers={"kid": KEY_ID})


def make_app(issuer: TokenIssuer) -> web.Application:
    """The issuer over HTTP; its name is the address it is asked under."""

    async def configuration(request: web.Request) -> web.Response:
        url = str(request.url.origin())
        return web.json_response(
            {
                "issuer": url,
                "jwks_uri": f"{url}/.well-known/jwks.json",
                "authorization_endpoint": f"{url}/authorize",
                "token_endpoint": f"{url}/oauth/token",
                "end_session_endpoint": f"{url}/logout",
                "response_types_supported": ["code"],
                "code_challenge_methods_supported": ["S256"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def keys(_request: web.Request) -> web.Response:
        return web.json_response(issuer.jwks())

    async def token(request: web.Request) -> web.Response:
        try:
            asked = await request.json()
            if not isinstance(asked, dict):
                message = "the body is an object"
                raise RequestError(message)
            signed = issuer.mint(asked, str(request.url.origin()), int(time.time()))
        except (RequestError, ValueError, TypeError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"token": signed})

    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", configuration)
    app.router.add_get("/.well-known/jwks.json", keys)
    app.router.add_post("/token", token)
    LoginRoutes(Login(mint=issuer.mint, sign=issuer.sign)).add_to(app)
    return app


def main() -> None:
    """Run the issuer until it is told to stop."""
    parser = argparse.ArgumentParser(description=f"Token issuer of the local stack, on {HOST}.")
    parser.add_argument("--port", type=int, default=0, help="0 for a free one")
    arguments = parser.parse_args()
    serve(make_app(TokenIssuer()), arguments.port)


if __name__ == "__main__":
    main()
