"""HTTP API of Memtime clients: every request is one use case; errors are translated once, here."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.memtime_api.answers import answer
from functions.memtime_api.refusals import refusal_json
from functions.memtime_api.routes import ROUTERS
from psa_sync import bootstrap
from psa_sync.sync.refusal import RefusedError

logger = bootstrap.logger()
app = APIGatewayHttpResolver()
for router in ROUTERS:
    app.include_router(router)


@app.not_found
def no_such_route(_error: NotFoundError) -> Response[str]:
    """Answer an address that no route has."""
    return _refusal(RefusedError("route_unknown"))


@app.exception_handler(Exception)  # type: ignore[untyped-decorator]  # powertools has no type for it
def refused(error: Exception) -> Response[str]:
    """Answer an error from the one table; what is not in it is our bug and is logged whole."""
    return _refusal(error)


def _refusal(error: Exception) -> Response[str]:
    request_id = app.current_event.request_context.request_id
    status, body = refusal_json(error, request_id, bootstrap.clock)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("request failed", exc_info=error)
    retry = {"Retry-After": "30"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return answer(status, body, retry)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Serve one request."""
    logger.append_keys(request=event["requestContext"]["requestId"])  # as the answer names it
    http = event["requestContext"]["http"]
    with bootstrap.invocation(context):
        response = app.resolve(event, context)
        logger.info(
            "served", status=response["statusCode"], method=http["method"], path=http["path"]
        )
        return response
