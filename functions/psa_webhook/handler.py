"""HTTP API of PSAs' webhooks: a genuine message becomes a hint in a queue; nobody is told more."""

import base64
from http import HTTPStatus
from typing import Any, Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from psa_sync import bootstrap, hook_bootstrap
from psa_sync.sync.take_message import Outcome, take_message

logger = bootstrap.logger()
_STATUS: Final = {
    Outcome.QUEUED: HTTPStatus.ACCEPTED,
    Outcome.DROPPED: HTTPStatus.ACCEPTED,
    Outcome.REFUSED: HTTPStatus.UNAUTHORIZED,
    Outcome.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Take one message."""
    with bootstrap.invocation(context):
        place = event.get("pathParameters") or {}
        app = str(place.get("app", ""))
        outcome = _taken(app, str(place.get("hookToken", "")), event)
    later = outcome is Outcome.LATER
    status = hook_bootstrap.retry_status(app) if later else _STATUS[outcome]
    logger.info("webhook", outcome=outcome.value, status=int(status))
    return {"statusCode": int(status)}


def _taken(app: str, token: str, event: dict[str, Any]) -> Outcome:
    """Judge it; after a fault of ours the PSA is to send it again, which it does for few answers.

    ConnectWise takes any 5xx for an end.
    """
    headers = event.get("headers") or {}
    try:
        return take_message(app, token, _body(event), headers, doorway=hook_bootstrap.doorway())
    except Exception:
        logger.exception("a hook's message was not taken")
        return Outcome.LATER


def _body(event: dict[str, Any]) -> bytes:
    """The bytes that were signed; what is no base64 was never sent by API Gateway."""
    text = str(event.get("body") or "")
    if not event.get("isBase64Encoded"):
        return text.encode(errors="replace")
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""
