"""Routes about the API itself: is it up, and what does it offer."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.memtime_api import report_shapes as shapes
from functions.memtime_api.answers import answer
from functions.memtime_api.caller import caller_of
from functions.memtime_api.openapi import VERSION, document
from functions.memtime_api.routing import new_router

router = new_router()


@router.get("/healthz")
def get_health() -> Response[str]:
    """Up, without a look at anything behind."""
    return answer(HTTPStatus.OK, shapes.ApiHealth(status="ok", version=VERSION))


@router.get("/v1/openapi.json")
def get_openapi() -> Response[str]:
    """This API as an OpenAPI document."""
    caller_of(router.current_event.raw_event)
    return answer(HTTPStatus.OK, document())
