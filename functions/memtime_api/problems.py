"""Routes by which people see what does not work, and let it go on: problems and the brake."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.memtime_api import app_shapes, entry_shapes
from functions.memtime_api.answers import answer, limit_of
from functions.memtime_api.bodies import json_body, validated
from functions.memtime_api.caller import LONGEST_ID, Caller, caller_of
from functions.memtime_api.representations import instant, problem_json
from functions.memtime_api.routing import new_router
from functions.memtime_api.schemas import BrakeInput
from psa_sync import bootstrap
from psa_sync.domain.connection import PsaName
from psa_sync.domain.reconcile import Brake
from psa_sync.sync.brake import read_brake, release_brake
from psa_sync.sync.read_problems import Trouble, read_problems
from psa_sync.sync.redrive import redrive
from psa_sync.sync.refusal import RefusedError

router = new_router()


@router.get("/v1/problems")
def get_problems() -> Response[str]:
    """What does not work: the caller's entries, or, for an admin, the whole account."""
    event = router.current_event
    caller, query = caller_of(event.raw_event), event.query_string_parameters
    found = read_problems(
        caller.viewer,
        app=_app_of(query),
        cursor=query.get("cursor"),
        limit=limit_of(query),
        effects=bootstrap.effects(),
    )
    page: entry_shapes.TroublePage = {
        "items": [_trouble_json(one) for one in found.items],
        "nextCursor": found.cursor,
    }
    return answer(HTTPStatus.OK, page)


@router.post("/v1/problems/retry")
def post_problems_retry() -> Response[str]:
    """Try everything of the account again that waits."""
    event = router.current_event
    caller = caller_of(event.raw_event)
    caller.require_admin()
    app = _app_of(event.query_string_parameters)
    done = redrive(caller.viewer, app=app, effects=bootstrap.effects())
    told: entry_shapes.Retried = {"retried": done.retried, "hasMore": done.has_more}
    return answer(HTTPStatus.ACCEPTED, told)


@router.get("/v1/connected-apps/<app>/brake")
def get_brake(app: str) -> Response[str]:
    """The mass-delete brake, on or off."""
    caller, name = _admin_of(app)
    brake = read_brake(caller.account, name, bootstrap.effects())
    return answer(HTTPStatus.OK, _brake_json(brake))


@router.post("/v1/connected-apps/<app>/brake")
def post_brake(app: str) -> Response[str]:
    """Release the brake: the deletes are real, or the rows are made anew."""
    caller, name = _admin_of(app)
    action = validated(BrakeInput, json_body(router.current_event.raw_event)).action
    effects = bootstrap.effects()
    released = release_brake(caller.account, name, action, caller.user_id, effects)
    if released is None:
        raise RefusedError("brake_off")
    return answer(HTTPStatus.OK, _brake_json(released))


def _admin_of(app: str) -> tuple[Caller, PsaName]:
    caller = caller_of(router.current_event.raw_event)
    caller.require_admin()
    for one in bootstrap.catalogue().describe():
        if one.app == app:
            return caller, one.app
    raise RefusedError("app_unknown")


def _app_of(query: dict[str, str]) -> PsaName | None:
    app = query.get("app")
    if app is not None and len(app) > LONGEST_ID:
        raise RefusedError("app_unknown")
    return PsaName(app) if app else None


def _trouble_json(trouble: Trouble) -> entry_shapes.EntryTrouble:
    return {
        "entryId": trouble.entry_id,
        "userId": trouble.user_id,
        "app": trouble.app,
        "problem": problem_json(trouble.problem),
    }


def _brake_json(brake: Brake | None) -> app_shapes.Brake:
    if brake is None:
        return {"on": False, "since": None, "missing": [], "count": 0}
    return {
        "on": brake.on,
        "since": instant(brake.since),
        "missing": list(brake.missing),
        "count": brake.count,
    }
