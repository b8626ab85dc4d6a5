"""Routes by which people understand and mend one entry."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.memtime_api import entry_shapes as shapes
from functions.memtime_api.answers import answer
from functions.memtime_api.bodies import json_body, validated
from functions.memtime_api.caller import caller_of
from functions.memtime_api.representations import instant, problem_json
from functions.memtime_api.routing import new_router
from functions.memtime_api.schemas import ResolveInput, TimeEntryInput
from functions.memtime_api.time_entries import entry_answer, entry_body, stored_id
from psa_sync import bootstrap
from psa_sync.domain.entry import Event
from psa_sync.domain.explanation import PSA_REQUEST_ID, sentence_of
from psa_sync.sync.check_entry import check_entry
from psa_sync.sync.explain_entry import explain_entry
from psa_sync.sync.resolve_conflict import resolve_conflict
from psa_sync.sync.retry_entry import retry_entry

router = new_router()


@router.get("/v1/time-entries/<entry_id>/explain")
def get_explanation(entry_id: str) -> Response[str]:
    """The entry's whole story, and what to do about it."""
    caller = caller_of(router.current_event.raw_event)
    story = explain_entry(caller.viewer, stored_id(entry_id), effects=bootstrap.effects())
    words = story.explanation
    body: shapes.Story = {
        "entry": entry_body(story.entry),
        "summary": words.summary,
        "cause": words.cause,
        "fix": words.fix,
        "who": words.who,
        "where": words.where,
        "events": [_event_json(event) for event in story.events],
    }
    return answer(HTTPStatus.OK, body)


@router.post("/v1/time-entries/check")
def post_check() -> Response[str]:
    """Say what the PSA would object to; nothing is stored and no PSA is asked."""
    event = router.current_event.raw_event
    caller = caller_of(event)
    given = validated(TimeEntryInput, json_body(event))
    verdict = check_entry(
        caller.account, caller.user_id, given.id, given.content(), effects=bootstrap.effects()
    )
    body: shapes.Verdict = {
        "ok": not verdict.problems,
        "problems": [problem_json(problem) for problem in verdict.problems],
        "factsAsOf": instant(verdict.facts_as_of),
    }
    return answer(HTTPStatus.OK, body)


@router.post("/v1/time-entries/<entry_id>/retry")
def post_retry(entry_id: str) -> Response[str]:
    """Try an entry again at once."""
    caller = caller_of(router.current_event.raw_event)
    entry = retry_entry(caller.viewer, stored_id(entry_id), effects=bootstrap.effects())
    return entry_answer(HTTPStatus.ACCEPTED, entry)


@router.post("/v1/time-entries/<entry_id>/resolve")
def post_resolution(entry_id: str) -> Response[str]:
    """End a conflict: one side is kept, the other goes to the history."""
    event = router.current_event.raw_event
    caller = caller_of(event)
    keep = validated(ResolveInput, json_body(event)).keep
    entry = resolve_conflict(caller.viewer, stored_id(entry_id), keep, effects=bootstrap.effects())
    return entry_answer(HTTPStatus.OK, entry)


def _event_json(event: Event) -> shapes.StoryEvent:
    """A line of history; the PSA's own id of the call stands beside what happened."""
    return {
        "at": instant(event.at),
        "what": event.what,
        "text": sentence_of(event.what),
        "detail": {key: text for key, text in event.detail.items() if key != PSA_REQUEST_ID},
        "psaRequestId": event.detail.get(PSA_REQUEST_ID),
    }
