"""Routes of time entries."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.memtime_api import entry_shapes as shapes
from functions.memtime_api import refusal_shapes
from functions.memtime_api.answers import (
    answer,
    limit_of,
    no_content,
    version_of,
    wrong_field,
)
from functions.memtime_api.bodies import InvalidRequestError, json_body, validated
from functions.memtime_api.caller import caller_of
from functions.memtime_api.refusals import refusal_json
from functions.memtime_api.representations import entry_json
from functions.memtime_api.routing import new_router
from functions.memtime_api.schemas import (
    BatchedTimeEntry,
    TimeEntryBatch,
    TimeEntryInput,
    parse_entry_id,
    parse_instant,
)
from psa_sync import bootstrap
from psa_sync.domain.entry import Entry, SyncState
from psa_sync.domain.sync_state import sync_state
from psa_sync.sync.accept_entries import (
    Accepted,
    EntryInput,
    Outcome,
    PolicyOf,
    accept_entries,
)
from psa_sync.sync.delete_entry import delete_entry
from psa_sync.sync.read_entries import list_entries, read_entry
from psa_sync.sync.refusal import RefusedError

router = new_router()
_STATUS = {
    Outcome.CREATED: HTTPStatus.CREATED,
    Outcome.CHANGED: HTTPStatus.OK,
    Outcome.UNCHANGED: HTTPStatus.OK,
}


@router.put("/v1/time-entries/<entry_id>")
def put_time_entry(entry_id: str) -> Response[str]:
    """Create or change one entry; durable before the answer."""
    event = router.current_event
    caller = caller_of(event.raw_event)
    given = validated(TimeEntryInput, json_body(event.raw_event))
    path_id = parse_entry_id(entry_id)
    if given.id is not None and given.id != path_id:
        raise wrong_field("id", "id_mismatch", "must equal the id in the address")
    one = EntryInput(
        entry_id=path_id,
        content=given.content(),
        if_match=version_of(event.headers.get("if-match")),
    )
    result = accept_entries(caller.account, caller.user_id, [one], effects=bootstrap.effects())[0]
    if isinstance(result, RefusedError):
        raise result
    return entry_answer(_STATUS[result.outcome], result.entry)


@router.post("/v1/time-entries")
def post_time_entries() -> Response[str]:
    """Create or change many entries; each has its own result."""
    event = router.current_event.raw_event
    caller = caller_of(event)
    batch = validated(TimeEntryBatch, json_body(event))
    parsed = [_parsed(raw) for raw in batch.entries]
    inputs = [one for one in parsed if isinstance(one, EntryInput)]
    effects = bootstrap.effects()
    accepted = iter(accept_entries(caller.account, caller.user_id, inputs, effects=effects))
    policy_of = PolicyOf(caller.account, effects)
    results = [
        _result(raw, one if isinstance(one, InvalidRequestError) else next(accepted), policy_of)
        for raw, one in zip(batch.entries, parsed, strict=True)
    ]
    told: refusal_shapes.BatchResults = {"results": results}
    return answer(HTTPStatus.OK, told)


@router.get("/v1/time-entries/<entry_id>")
def get_time_entry(entry_id: str) -> Response[str]:
    """Read one entry, a tombstone too."""
    caller = caller_of(router.current_event.raw_event)
    entry = read_entry(caller.viewer, stored_id(entry_id), effects=bootstrap.effects())
    return entry_answer(HTTPStatus.OK, entry)


@router.get("/v1/time-entries")
def get_time_entries() -> Response[str]:
    """Page through the entries that the caller sees."""
    event = router.current_event
    caller, query = caller_of(event.raw_event), event.query_string_parameters
    effects = bootstrap.effects()
    policy_of = PolicyOf(caller.account, effects)
    now = effects.clock()
    state = _state_of(query)
    found = list_entries(
        caller.viewer,
        start=parse_instant("from", query),
        end=parse_instant("to", query),
        wanted=lambda one: state in {None, sync_state(one, policy_of(one.app), now)},
        cursor=query.get("cursor"),
        limit=limit_of(query),
        effects=effects,
    )
    items = [entry_json(one, policy_of(one.app), now) for one in found.entries]
    page: shapes.TimeEntryPage = {"items": items, "nextCursor": found.cursor}
    return answer(HTTPStatus.OK, page)


@router.delete("/v1/time-entries/<entry_id>")
def remove_time_entry(entry_id: str) -> Response[str]:
    """Delete one entry."""
    event = router.current_event
    caller = caller_of(event.raw_event)
    entry, fresh = delete_entry(
        caller.account,
        caller.user_id,
        stored_id(entry_id),
        version_of(event.headers.get("if-match")),
        effects=bootstrap.effects(),
    )
    return entry_answer(HTTPStatus.ACCEPTED, entry) if fresh else no_content()


def stored_id(text: str) -> str:
    """The form that ids are stored in; what is no UUID is the id of nothing."""
    try:
        return parse_entry_id(text)
    except InvalidRequestError:
        raise RefusedError("entry_unknown") from None


def _parsed(raw: object) -> EntryInput | InvalidRequestError:
    try:
        given = validated(BatchedTimeEntry, raw)
    except InvalidRequestError as error:
        return error
    return EntryInput(
        entry_id=given.id, content=given.content(), if_match=version_of(given.if_match)
    )


def _result(
    raw: object, result: Accepted | RefusedError | InvalidRequestError, policy_of: PolicyOf
) -> refusal_shapes.BatchResult:
    clock = bootstrap.effects().clock
    if isinstance(result, Accepted):
        entry = entry_json(result.entry, policy_of(result.entry.app), clock())
        return {"id": result.entry.id, "status": int(_STATUS[result.outcome]), "entry": entry}
    status, problem = refusal_json(result, router.current_event.request_context.request_id, clock)
    return {"id": _sent_id(raw), "status": status, "problem": problem}


def _sent_id(raw: object) -> str | None:
    """The id as it was sent, where it is one that can be sent back."""
    given = raw.get("id") if isinstance(raw, dict) else None
    return given.encode(errors="replace").decode() if isinstance(given, str) else None


def entry_answer(status: HTTPStatus, entry: Entry) -> Response[str]:
    """The entry as a whole answer."""
    return answer(status, entry_body(entry), {"ETag": f'"{entry.version}"'})


def entry_body(entry: Entry) -> shapes.TimeEntry:
    """The entry as it stands now."""
    effects = bootstrap.effects()
    policy = PolicyOf(entry.account, effects)(entry.app)
    return entry_json(entry, policy, effects.clock())


def _state_of(query: dict[str, str]) -> SyncState | None:
    text = query.get("syncState")
    if text is None:
        return None
    try:
        return SyncState(text)
    except ValueError:
        known = ", ".join(SyncState)
        raise wrong_field("syncState", "sync_state_unknown", f"must be one of {known}") from None
