"""HTTP API of PSAs' webhooks: a genuine message becomes a hint in a queue; nobody is told more."""

import base64
import binascii
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
        outcome = take_message(
            app,
            str(place.get("hookToken", "")),
            _body(event),
            event.get("headers") or {},
            doorway=hook_bootstrap.doorway(),
        )
    later = outcome is Outcome.LATER
    status = hook_bootstrap.retry_status(app) if later else _STATUS[outcome]
    logger.info("webhook", outcome=outcome.value, status=int(status))
    return {"statusCode": int(status)}


def _body(event: dict[str, Any]) -> bytes:
    """The bytes that were signed; what is no base64 was never sent by API Gateway."""
    text = str(event.get("body") or "")
    if not event.get("isBase64Encoded"):
        return text.encode()
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
