"""How a module of routes begins."""

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter


def new_router() -> APIGatewayHttpRouter:
    """An empty collection of routes; the handler includes it."""
    return APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # its constructor has no types
