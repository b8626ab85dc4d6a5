"""The routes of settings, as the document of the API lists them."""

from typing import Final

from functions.memtime_api import app_shapes as shapes
from functions.memtime_api.app_operations import APP
from functions.memtime_api.operation import Operation
from functions.memtime_api.settings_bodies import PreferencesInput, SettingsInput

SETTINGS_OPERATIONS: Final = (
    Operation(
        method="get",
        path=f"{APP}/settings",
        summary="The connection's settings",
        answer=shapes.Settings,
        refusals=(404, 422),
    ),
    Operation(
        method="patch",
        path=f"{APP}/settings",
        summary="Change settings; dryRun=true says what that would touch, and stores nothing",
        answer=shapes.Settings | shapes.Impact,
        refusals=(400, 403, 404, 409, 413, 422, 503),
        body=SettingsInput,
        query=("dryRun",),
    ),
    Operation(
        method="get",
        path=f"{APP}/preferences",
        summary="The caller's own choices; null is as the connection has it",
        answer=shapes.Preferences,
        refusals=(404, 422),
    ),
    Operation(
        method="patch",
        path=f"{APP}/preferences",
        summary="Change the caller's own choices; dryRun=true says what that would touch",
        answer=shapes.Preferences | shapes.Impact,
        refusals=(400, 404, 409, 413, 422, 503),
        body=PreferencesInput,
        query=("dryRun",),
    ),
    Operation(
        method="post",
        path=f"{APP}/sync",
        summary="Sync now: the caller's drafts go out, then the caller's entries come in",
        answer=shapes.Job,
        success=(202,),
        refusals=(404, 409, 422, 503),
    ),
)
