"""The routes of connected apps, as the document of the API lists them."""

from typing import Any, Final

from functions.memtime_api import app_shapes as shapes
from functions.memtime_api.operation import Operation
from functions.memtime_api.schemas import AuthenticationInput, BrakeInput, ConnectionInput

APP: Final = "/v1/connected-apps/{app}"

APP_OPERATIONS: Final = (
    Operation(
        method="get",
        path="/v1/connected-apps",
        summary="Connected apps and their state",
        answer=shapes.ConnectedApps,
    ),
    Operation(
        method="get",
        path=f"{APP}/form",
        summary="Install fields as JSON Schema",
        answer=dict[str, Any],
        refusals=(404,),
    ),
    Operation(
        method="put",
        path=f"{APP}/connection",
        summary="Check credentials live, then store them",
        answer=shapes.Connection,
        success=(200, 201),
        refusals=(400, 403, 404, 409, 413, 422, 503),
        body=ConnectionInput,
    ),
    Operation(
        method="post",
        path=f"{APP}/connection/check",
        summary="Check again what the stored key may do; passing it ends auth_failed",
        answer=shapes.Checks,
        refusals=(403, 404, 409, 422, 503),
    ),
    Operation(
        method="delete",
        path=f"{APP}/connection",
        summary="Uninstall: stop and forget the secret; entries wait for a new install",
        answer=shapes.Connection,
        success=(202,),
        refusals=(403, 404, 409, 422, 503),
    ),
    Operation(
        method="put",
        path=f"{APP}/authentication",
        summary="Tie the caller to one person of the PSA",
        answer=shapes.Authentication,
        refusals=(400, 404, 409, 413, 422, 503),
        body=AuthenticationInput,
    ),
    Operation(
        method="delete",
        path=f"{APP}/authentication",
        summary="Untie the caller from their PSA person; entries stay, and wait",
        success=(204,),
        refusals=(404, 503),
    ),
    Operation(
        method="post",
        path=f"{APP}/refresh",
        summary="Start importing work items and recent entries",
        answer=shapes.Job,
        success=(202,),
        refusals=(403, 404, 409, 422, 503),
        query=("scope",),
    ),
    Operation(
        method="get",
        path=f"{APP}/options",
        summary="Work types, work roles and billing choices of the caller",
        answer=shapes.Options,
        refusals=(404, 409, 422, 503),
    ),
    Operation(
        method="get",
        path=f"{APP}/brake",
        summary="The mass-delete brake",
        answer=shapes.Brake,
        refusals=(403, 404),
    ),
    Operation(
        method="post",
        path=f"{APP}/brake",
        summary="Release the brake: apply the deletes, or keep the entries",
        answer=shapes.Brake,
        refusals=(400, 403, 404, 409, 413, 422, 503),
        body=BrakeInput,
    ),
)
