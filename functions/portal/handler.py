"""HTTP API of the portal: its files, and the one document that tells them where to log in."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.portal.delivery import Asked, delivered, moved, not_here
from functions.portal.login_document import LOGIN_DOCUMENT, login_document, login_origin
from functions.portal.safety import safe
from functions.portal.static_files import StaticFile, static_file
from psa_sync import bootstrap

logger = bootstrap.logger()
FIRST_PAGE = "index.html"


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Deliver one file."""
    with bootstrap.invocation(context):
        settings = bootstrap.settings()
        answer = _answer((event.get("pathParameters") or {}).get("proxy", ""), event)
        logger.info("delivered", status=answer["statusCode"])
        return safe(answer, login_origin(settings.jwt_issuer))


def _answer(name: str, event: dict[str, Any]) -> dict[str, Any]:
    if not name:
        # Relative, so that it is right below whatever path the API is served at.
        return moved("index.html" if event["rawPath"].endswith("/") else f"portal/{FIRST_PAGE}")
    found = _file(name)
    return not_here() if found is None else delivered(found, Asked.of(event))


def _file(name: str) -> StaticFile | None:
    return login_document(bootstrap.settings()) if name == LOGIN_DOCUMENT else static_file(name)
