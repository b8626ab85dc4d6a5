"""Routes of connected apps: install, authenticate, refresh."""

from functools import partial
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.memtime_api import app_shapes as shapes
from functions.memtime_api.answers import answer, no_content, wrong_field
from functions.memtime_api.bodies import json_body, validated
from functions.memtime_api.caller import LONGEST_ID, Caller, caller_of
from functions.memtime_api.install_fields import filled_in
from functions.memtime_api.representations import (
    checks_json,
    connection_json,
    freshness_json,
    job_json,
    options_json,
    problem_json,
    psa_user_json,
    webhooks_json,
)
from functions.memtime_api.routing import new_router
from functions.memtime_api.schemas import AuthenticationInput, ConnectionInput
from psa_sync import bootstrap, hook_bootstrap
from psa_sync.domain.connection import Connection
from psa_sync.ports import AppDescription
from psa_sync.sync.authenticate_user import authenticate_user
from psa_sync.sync.check_connection import check_connection
from psa_sync.sync.connect_app import connect_app
from psa_sync.sync.deauthenticate_user import deauthenticate_user
from psa_sync.sync.foresee_end import foresee_end
from psa_sync.sync.installed_connection import installed_connection
from psa_sync.sync.prepare_hooks import prepare_hooks
from psa_sync.sync.read_health import connection_now, freshness_of
from psa_sync.sync.read_options import read_options
from psa_sync.sync.refusal import RefusedError
from psa_sync.sync.remove_hooks import remove_hooks
from psa_sync.sync.start_backfill import KIND as BACKFILL
from psa_sync.sync.start_refresh import refresh_everybody, start_refresh
from psa_sync.sync.uninstall_app import uninstall_app

router = new_router()


@router.get("/v1/connected-apps")
def get_connected_apps() -> Response[str]:
    """List all apps with what is installed and who the caller is in them."""
    caller = caller_of(router.current_event.raw_event)
    items = [_app_json(one, caller) for one in bootstrap.catalogue().describe()]
    found: shapes.ConnectedApps = {"items": items}
    return answer(HTTPStatus.OK, found)


@router.get("/v1/connected-apps/<app>/form")
def get_form(app: str) -> Response[str]:
    """The install fields as JSON Schema."""
    caller_of(router.current_event.raw_event)
    return answer(HTTPStatus.OK, _description(app).form)


@router.put("/v1/connected-apps/<app>/connection")
def put_connection(app: str) -> Response[str]:
    """Check the credentials live, then store them."""
    event = router.current_event.raw_event
    caller = caller_of(event)
    caller.require_admin()
    description = _description(app)
    fields = filled_in(validated(ConnectionInput, json_body(event)).credentials, description)
    public_url = hook_bootstrap.public_url(event["requestContext"])
    installed = connect_app(
        caller.account,
        description,
        fields,
        catalogue=bootstrap.catalogue(),
        credentials=bootstrap.credentials(),
        effects=bootstrap.effects(),
        webhooks=bool(public_url),
    )
    _prepare_hooks(installed.connection, public_url)
    status = HTTPStatus.CREATED if installed.created else HTTPStatus.OK
    return answer(status, _connection_json(installed.connection))


@router.post("/v1/connected-apps/<app>/connection/check")
def post_check(app: str) -> Response[str]:
    """Try the stored key again; a check that passes lets a stopped connection go on."""
    event = router.current_event.raw_event
    caller = caller_of(event)
    caller.require_admin()
    name = _description(app).app
    public_url = hook_bootstrap.public_url(event["requestContext"])
    checks = check_connection(
        caller.account,
        name,
        catalogue=bootstrap.catalogue(),
        credentials=bootstrap.credentials(),
        effects=bootstrap.effects(),
        webhooks=bool(public_url),
    )
    connection = bootstrap.connections().get(caller.account, name)
    if connection is not None and connection.status.sends:
        _prepare_hooks(connection, public_url)
    return answer(HTTPStatus.OK, checks_json(checks))


def _prepare_hooks(connection: Connection, public_url: str) -> None:
    """Have hooks compared now, and made where the connection is from before there were any."""
    prepare_hooks(
        connection,
        public_url,
        hook_bootstrap.secret_names(connection),
        hooks=hook_bootstrap.hooks(),
        credentials=bootstrap.credentials(),
        effects=bootstrap.effects(),
    )


@router.delete("/v1/connected-apps/<app>/connection")
def delete_connection(app: str) -> Response[str]:
    """Uninstall: stop, forget the secret, keep what a new install needs."""
    caller = caller_of(router.current_event.raw_event)
    caller.require_admin()
    name = _description(app).app
    credentials = bootstrap.credentials()
    done = uninstall_app(
        caller.account,
        name,
        remove_hooks=partial(
            remove_hooks,
            hooks=hook_bootstrap.hooks(),
            open_hooks=hook_bootstrap.open_hooks,
            credentials=credentials,
        ),
        credentials=credentials,
        effects=bootstrap.effects(),
    )
    return answer(HTTPStatus.ACCEPTED, _connection_json(done.connection, done.left))


@router.put("/v1/connected-apps/<app>/authentication")
def put_authentication(app: str) -> Response[str]:
    """Tie the caller to one person of the PSA."""
    event = router.current_event.raw_event
    caller, description = caller_of(event), _description(app)
    name = validated(AuthenticationInput, json_body(event)).user_name
    effects = bootstrap.effects()
    person = authenticate_user(
        caller.account, description.app, caller.user_id, name, effects=effects
    )
    backfill = effects.progress.running(caller.account, description.app, caller.user_id, BACKFILL)
    job = None if backfill is None else job_json(backfill, foresee_end(backfill, effects=effects))
    told: shapes.Authentication = {"psaUser": psa_user_json(person), "job": job}
    return answer(HTTPStatus.OK, told)


@router.delete("/v1/connected-apps/<app>/authentication")
def delete_authentication(app: str) -> Response[str]:
    """Untie the caller from their PSA person; entries stay, and wait."""
    caller = caller_of(router.current_event.raw_event)
    deauthenticate_user(
        caller.account, _description(app).app, caller.user_id, effects=bootstrap.effects()
    )
    return no_content()


@router.post("/v1/connected-apps/<app>/refresh")
def post_refresh(app: str) -> Response[str]:
    """Start importing work items and recent entries."""
    event = router.current_event
    caller, description = caller_of(event.raw_event), _description(app)
    effects = bootstrap.effects()
    everybody = _is_for_everybody(event.query_string_parameters)
    if everybody:
        caller.require_admin()
    connection = installed_connection(caller.account, description.app, effects)
    if not connection.status.sends:
        # Workers drop what a stopped connection cannot do: the job would be queued for ever.
        raise RefusedError("connection_stopped", detail=connection.status_text)
    start = refresh_everybody if everybody else start_refresh
    progress = start(caller.account, description.app, caller.user_id, effects=effects)
    return answer(HTTPStatus.ACCEPTED, job_json(progress, foresee_end(progress, effects=effects)))


@router.get("/v1/connected-apps/<app>/options")
def get_options(app: str) -> Response[str]:
    """Work types, roles and billing choices valid for the caller."""
    caller, description = caller_of(router.current_event.raw_event), _description(app)
    options = read_options(
        caller.account, description.app, caller.user_id, effects=bootstrap.effects()
    )
    return answer(HTTPStatus.OK, options_json(options))


@router.get("/v1/jobs/<job_id>")
def get_job(job_id: str) -> Response[str]:
    """How far a job is; a member sees their own."""
    caller, effects = caller_of(router.current_event.raw_event), bootstrap.effects()
    if len(job_id) > LONGEST_ID:
        raise RefusedError("job_unknown")
    progress = effects.progress.get(caller.account, job_id)
    if progress is None or not (caller.viewer.is_admin or progress.user_id == caller.user_id):
        raise RefusedError("job_unknown")
    return answer(HTTPStatus.OK, job_json(progress, foresee_end(progress, effects=effects)))


def _is_for_everybody(query: dict[str, str]) -> bool:
    scope = query.get("scope")
    if scope not in {None, "account"}:
        raise wrong_field("scope", "invalid_value", "must be account, or left out")
    return scope == "account"


def _description(app: str) -> AppDescription:
    for one in bootstrap.catalogue().describe():
        if one.app == app:
            return one
    raise RefusedError("app_unknown")


def _app_json(description: AppDescription, caller: Caller) -> shapes.ConnectedApp:
    connections, app = bootstrap.effects().connections, description.app
    connection = connections.get(caller.account, app)
    link = connections.link_of(caller.account, app, caller.user_id)
    return {
        "app": app,
        "name": description.name,
        "installed": connection is not None and connection.installed,
        "connection": _connection_json(connection)
        if connection and not connection.emptied
        else None,
        "authenticated": link is not None,
        "psaUser": psa_user_json(link.psa_user) if link else None,
        "problem": problem_json(link.problem) if link else None,
    }


def _connection_json(connection: Connection, left: tuple[str, ...] = ()) -> shapes.Connection:
    account, app, effects = connection.account, connection.app, bootstrap.effects()
    cursor = effects.cursors.read(account, app)
    hooks = hook_bootstrap.hooks().of(account, app)
    received = hooks.last_received_at if hooks else None
    return connection_json(
        connection_now(connection, effects),
        cursor.finished_at,
        webhooks_json(connection, received, left),
        freshness_json(freshness_of(account, app, bootstrap.readings(), effects)),
    )
