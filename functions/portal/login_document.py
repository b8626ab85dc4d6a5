"""The document that the portal reads first: who issues tokens, for whom, and where the API is."""

import json
from typing import Final, Protocol
from urllib.parse import urlsplit

from functions.portal.static_files import StaticFile, file_of

LOGIN_DOCUMENT: Final = "login.json"
SCOPE: Final = "openid profile email"


class LoginSettings(Protocol):
    """What is read of the deployment's settings."""

    @property
    def jwt_issuer(self) -> str:
        """The issuer of the users' tokens."""

    @property
    def jwt_audience(self) -> str:
        """Whom the users' tokens are for."""

    @property
    def portal_client_id(self) -> str:
        """The portal's name at the issuer."""


def login_document(settings: LoginSettings) -> StaticFile:
    """The document; nothing in it is secret."""
    body = {
        "issuer": settings.jwt_issuer,
        "clientId": settings.portal_client_id,
        "audience": settings.jwt_audience,
        "scope": SCOPE,
        "apiUrl": "..",  # from the portal's own address
    }
    return file_of("application/json", {"identity": json.dumps(body).encode()}, lasting=False)


def login_origin(issuer: str) -> str:
    """Scheme, host and port of the issuer."""
    parts = urlsplit(issuer)
    return f"{parts.scheme}://{parts.netloc}"
