"""Give the emulator's HTTP API the routes and authorizers that its CloudFormation leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.failures import StackError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ANY_METHOD = "x-amazon-apigateway-any-method"


@dataclass(frozen=True)
class Authorizer:
    """A JWT authorizer as the template asks for it."""

    issuer: str
    audience: tuple[str, ...]
    identity_source: tuple[str, ...]


@dataclass(frozen=True)
class Route:
    """What one route calls, and which authorizer it asks first; None: it is open."""

    function_uri: str
    authorizer: Authorizer | None
    scopes: tuple[str, ...] = ()


def wanted_routes(body: Mapping[str, Any]) -> dict[str, Route]:
    """Routes by route key, from the OpenAPI body that SAM makes of the template.

    Raises:
        StackError: the body uses something that is not known here.
    """
    schemes = body.get("components", {}).get("securitySchemes", {})
    authorizers = {name: _authorizer(name, scheme) for name, scheme in schemes.items()}
    routes: dict[str, Route] = {}
    for route_key, operation in _operations(body):
        # Several alternatives in one operation are possible in OpenAPI, not in an HTTP API.
        security: dict[str, list[str]] = next(iter(operation.get("security", [])), {})
        name, scopes = next(iter(security.items()), ("NONE", []))
        if name not in {*authorizers, "NONE"}:
            message = f"The route {route_key} names the unknown authorizer {name}."
            raise StackError(message)
        uri = operation["x-amazon-apigateway-integration"]["uri"]
        routes[route_key] = Route(uri, authorizers.get(name), tuple(scopes))
    return routes


def _operations(body: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict) and "x-amazon-apigateway-integration" in operation:
                verb = "ANY" if method == ANY_METHOD else method.upper()
                yield ("$default" if path == "/$default" else f"{verb} {path}"), operation


def _authorizer(name: str, scheme: Mapping[str, Any]) -> Authorizer:
    definition = scheme["x-amazon-apigateway-authorizer"]
    if definition["type"] != "jwt":
        message = f"The authorizer {name} is no JWT authorizer, see {__name__}."
        raise StackError(message)
    jwt, source = definition["jwtConfiguration"], definition["identitySource"]
    sources = source if isinstance(source, list) else [source]
    return Authorizer(jwt["issuer"], tuple(jwt["audience"]), tuple(sources))


def apply_routes(client: Any, api_id: str, routes: Mapping[str, Route]) -> None:  # noqa: ANN401 - boto3
    """Create authorizers, integrations and routes in an API that has none."""
    authorizer_ids = {
        authorizer: _create_authorizer(client, api_id, f"authorizer-{number}", authorizer)
        for number, authorizer in enumerate(
            dict.fromkeys(route.authorizer for route in routes.values() if route.authorizer)
        )
    }
    for route_key, route in routes.items():
        integration = client.create_integration(
            ApiId=api_id,
            IntegrationType="AWS_PROXY",
            IntegrationMethod="POST",
            IntegrationUri=route.function_uri,
            PayloadFormatVersion="2.0",
        )
        guard = {}
        if route.authorizer:
            guard = {
                "AuthorizationType": "JWT",
                "AuthorizerId": authorizer_ids[route.authorizer],
                "AuthorizationScopes": list(route.scopes),
            }
        target = f"integrations/{integration['IntegrationId']}"
        client.create_route(ApiId=api_id, RouteKey=route_key, Target=target, **guard)


def _create_authorizer(client: Any, api_id: str, name: str, authorizer: Authorizer) -> str:  # noqa: ANN401
    created = client.create_authorizer(
        ApiId=api_id,
        Name=name,
        AuthorizerType="JWT",
        IdentitySource=list(authorizer.identity_source),
        JwtConfiguration={"Issuer": authorizer.issuer, "Audience": list(authorizer.audience)},
    )
    return str(created["AuthorizerId"])


def deployed_routes(client: Any, api_id: str) -> dict[str, Route]:  # noqa: ANN401 - boto3
    """Routes by route key, as the API has them now."""
    authorizers = {
        one["AuthorizerId"]: Authorizer(
            one["JwtConfiguration"]["Issuer"],
            tuple(one["JwtConfiguration"]["Audience"]),
            tuple(one["IdentitySource"]),
        )
        for one in client.get_authorizers(ApiId=api_id)["Items"]
    }
    uris = {
        f"integrations/{one['IntegrationId']}": one["IntegrationUri"]
        for one in client.get_integrations(ApiId=api_id)["Items"]
    }
    return {
        one["RouteKey"]: Route(
            uris.get(one.get("Target", ""), "nothing"),
            authorizers.get(one.get("AuthorizerId", "")),
            tuple(one.get("AuthorizationScopes", [])),
        )
        for one in client.get_routes(ApiId=api_id)["Items"]
    }
