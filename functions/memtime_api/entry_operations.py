"""The routes of work items, time entries and everything else, as the API's document lists them."""

from typing import Any, Final

from functions.memtime_api import app_shapes, entry_shapes, refusal_shapes, report_shapes
from functions.memtime_api.operation import PAGE, Operation
from functions.memtime_api.schemas import ResolveInput, TimeEntryBatch, TimeEntryInput
from functions.memtime_api.timesheet_csv import CSV

ENTRY_OPERATIONS: Final = (
    Operation(
        method="get",
        path="/v1/jobs/{jobId}",
        summary="Progress of a job",
        answer=app_shapes.Job,
        refusals=(404,),
    ),
    Operation(
        method="get",
        path="/v1/work-items",
        summary="Find work items of the caller",
        answer=entry_shapes.WorkItemPage,
        refusals=(422,),
        query=("app", "query", *PAGE),
    ),
    Operation(
        method="put",
        path="/v1/time-entries/{entryId}",
        summary="Create or change a time entry",
        answer=entry_shapes.TimeEntry,
        success=(200, 201),
        refusals=(400, 404, 409, 412, 413, 422, 428, 503),
        body=TimeEntryInput,
        if_match=True,
    ),
    Operation(
        method="post",
        path="/v1/time-entries",
        summary="Create or change up to 100 time entries",
        answer=refusal_shapes.BatchResults,
        refusals=(400, 413, 422, 503),
        body=TimeEntryBatch,
    ),
    Operation(
        method="get",
        path="/v1/time-entries/{entryId}",
        summary="One time entry, a tombstone too",
        answer=entry_shapes.TimeEntry,
        refusals=(404,),
    ),
    Operation(
        method="get",
        path="/v1/time-entries",
        summary="Time entries by their start",
        answer=entry_shapes.TimeEntryPage,
        refusals=(422,),
        query=("from", "to", "syncState", *PAGE),
    ),
    Operation(
        method="delete",
        path="/v1/time-entries/{entryId}",
        summary="Delete a time entry",
        answer=entry_shapes.TimeEntry,
        success=(202, 204),
        refusals=(404, 409, 412, 428, 503),
        if_match=True,
    ),
    Operation(
        method="post",
        path="/v1/time-entries/check",
        summary="What the PSA would object to in an entry; nothing is stored",
        answer=entry_shapes.Verdict,
        refusals=(400, 413, 422, 503),
        body=TimeEntryInput,
    ),
    Operation(
        method="get",
        path="/v1/time-entries/{entryId}/explain",
        summary="What became of an entry, why, and what to do",
        answer=entry_shapes.Story,
        refusals=(404,),
    ),
    Operation(
        method="post",
        path="/v1/time-entries/{entryId}/retry",
        summary="Try an entry again that waits or was refused",
        answer=entry_shapes.TimeEntry,
        success=(202,),
        refusals=(404, 409, 503),
    ),
    Operation(
        method="post",
        path="/v1/time-entries/{entryId}/resolve",
        summary="End a conflict by keeping one side",
        answer=entry_shapes.TimeEntry,
        refusals=(400, 404, 409, 413, 422, 503),
        body=ResolveInput,
    ),
    Operation(
        method="get",
        path="/v1/problems",
        summary="What does not work, of the caller or of the account",
        answer=entry_shapes.TroublePage,
        refusals=(404, 422),
        query=("app", *PAGE),
    ),
    Operation(
        method="post",
        path="/v1/problems/retry",
        summary="Try everything of the account again that waits",
        answer=entry_shapes.Retried,
        success=(202,),
        refusals=(403, 404, 503),
        query=("app",),
    ),
    Operation(
        method="get",
        path="/v1/health/connections",
        summary="State, freshness, queue, budget, hooks and cost of each connection",
        answer=report_shapes.ConnectionsHealth,
        refusals=(403, 503),
    ),
    Operation(
        method="get",
        path="/v1/changes",
        summary="What changed since the cursor",
        answer=entry_shapes.Changes,
        refusals=(422,),
        query=("app", *PAGE),
    ),
    Operation(
        method="get",
        path="/v1/timesheet",
        summary="Memtime's and the PSA's side, day by day; with format=csv for a spreadsheet",
        answer=report_shapes.Timesheet,
        texts=(CSV,),
        refusals=(404, 422, 503),
        query=("app", "from", "to", "userId", "format"),
    ),
    Operation(
        method="get", path="/v1/openapi.json", summary="This document", answer=dict[str, Any]
    ),
    Operation(
        method="get", path="/healthz", summary="Is the API up", answer=report_shapes.ApiHealth
    ),
)
