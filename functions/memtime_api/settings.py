"""Routes of settings and preferences, and "sync now"."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from functions.memtime_api.answers import answer, wrong_field
from functions.memtime_api.bodies import json_body, validated
from functions.memtime_api.caller import caller_of
from functions.memtime_api.representations import job_json
from functions.memtime_api.routing import new_router
from functions.memtime_api.settings_bodies import PreferencesInput, SettingsInput
from functions.memtime_api.settings_json import impact_json, preferences_json, settings_json
from psa_sync import bootstrap
from psa_sync.domain.connection import PsaName
from psa_sync.sync.change_settings import (
    change_preferences,
    change_settings,
    impact_of_preferences,
    impact_of_settings,
)
from psa_sync.sync.foresee_end import foresee_end
from psa_sync.sync.installed_connection import installed_connection
from psa_sync.sync.refusal import RefusedError
from psa_sync.sync.start_refresh import start_sync

router = new_router()


@router.get("/v1/connected-apps/<app>/settings")
def get_settings(app: str) -> Response[str]:
    """The connection's settings."""
    caller, effects = caller_of(router.current_event.raw_event), bootstrap.effects()
    connection = installed_connection(caller.account, _known(app), effects)
    return answer(HTTPStatus.OK, settings_json(connection.settings))


@router.patch("/v1/connected-apps/<app>/settings")
def patch_settings(app: str) -> Response[str]:
    """Change settings; a dry run says what that would touch, and stores nothing."""
    event = router.current_event
    caller, effects = caller_of(event.raw_event), bootstrap.effects()
    caller.require_admin()
    name = _known(app)
    body = validated(SettingsInput, json_body(event.raw_event))
    if _is_dry_run(event.query_string_parameters):
        connection = installed_connection(caller.account, name, effects)
        impact = impact_of_settings(connection, body.on, effects)
        return answer(HTTPStatus.OK, impact_json(impact))
    changed = change_settings(
        caller.account, name, body.on, confirmed=body.confirm, effects=effects
    )
    return answer(HTTPStatus.OK, settings_json(changed.settings))


@router.get("/v1/connected-apps/<app>/preferences")
def get_preferences(app: str) -> Response[str]:
    """The caller's own choices."""
    caller, effects = caller_of(router.current_event.raw_event), bootstrap.effects()
    connection = installed_connection(caller.account, _known(app), effects)
    own = effects.connections.preferences(caller.account, connection.app, caller.user_id)
    return answer(HTTPStatus.OK, preferences_json(own))


@router.patch("/v1/connected-apps/<app>/preferences")
def patch_preferences(app: str) -> Response[str]:
    """Change the caller's own choices; a dry run says what that would touch."""
    event = router.current_event
    caller, effects = caller_of(event.raw_event), bootstrap.effects()
    name = _known(app)
    body = validated(PreferencesInput, json_body(event.raw_event))
    if _is_dry_run(event.query_string_parameters):
        connection = installed_connection(caller.account, name, effects)
        impact = impact_of_preferences(connection, caller.user_id, body.on, effects)
        return answer(HTTPStatus.OK, impact_json(impact))
    changed = change_preferences(
        caller.account, name, caller.user_id, body.on, confirmed=body.confirm, effects=effects
    )
    return answer(HTTPStatus.OK, preferences_json(changed))


@router.post("/v1/connected-apps/<app>/sync")
def post_sync(app: str) -> Response[str]:
    """Sync now: the caller's drafts go out, then the caller's entries come in."""
    caller, effects = caller_of(router.current_event.raw_event), bootstrap.effects()
    progress = start_sync(caller.account, _known(app), caller.user_id, effects=effects)
    return answer(HTTPStatus.ACCEPTED, job_json(progress, foresee_end(progress, effects=effects)))


def _known(app: str) -> PsaName:
    for one in bootstrap.catalogue().describe():
        if one.app == app:
            return one.app
    raise RefusedError("app_unknown")


def _is_dry_run(query: dict[str, Any]) -> bool:
    text = query.get("dryRun", "false")
    if text not in {"true", "false"}:
        raise wrong_field("dryRun", "invalid_value", "must be true or false")
    return bool(text == "true")
