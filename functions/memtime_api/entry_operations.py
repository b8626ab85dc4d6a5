"""The routes of work items, time entries and everything else, as the API's document lists them."""

from typing import Final

from functions.memtime_api.operation import PAGE, Operation
from functions.memtime_api.schemas import ResolveInput, TimeEntryBatch, TimeEntryInput

ENTRY_OPERATIONS: Final = (
    Operation(method="get", path="/v1/jobs/{jobId}", summary="Progress of a job", refusals=(404,)),
    Operation(
        method="get",
        path="/v1/work-items",
        summary="Find work items of the caller",
        refusals=(422,),
        query=("app", "query", *PAGE),
    ),
    Operation(
        method="put",
        path="/v1/time-entries/{entryId}",
        summary="Create or change a time entry",
        success=(200, 201),
        refusals=(400, 404, 409, 412, 413, 422, 428, 503),
        body=TimeEntryInput,
        if_match=True,
    ),
    Operation(
        method="post",
        path="/v1/time-entries",
        summary="Create or change up to 100 time entries",
        refusals=(400, 413, 422, 503),
        body=TimeEntryBatch,
    ),
    Operation(
        method="get",
        path="/v1/time-entries/{entryId}",
        summary="One time entry, a tombstone too",
        refusals=(404,),
    ),
    Operation(
        method="get",
        path="/v1/time-entries",
        summary="Time entries by their start",
        refusals=(422,),
        query=("from", "to", "syncState", *PAGE),
    ),
    Operation(
        method="delete",
        path="/v1/time-entries/{entryId}",
        summary="Delete a time entry",
        success=(202, 204),
        refusals=(404, 409, 412, 428, 503),
        if_match=True,
    ),
    Operation(
        method="post",
        path="/v1/time-entries/check",
        summary="What the PSA would object to in an entry; nothing is stored",
        refusals=(400, 413, 422, 503),
        body=TimeEntryInput,
    ),
    Operation(
        method="get",
        path="/v1/time-entries/{entryId}/explain",
        summary="What became of an entry, why, and what to do",
        refusals=(404,),
    ),
    Operation(
        method="post",
        path="/v1/time-entries/{entryId}/retry",
        summary="Try an entry again that waits or was refused",
        success=(202,),
        refusals=(404, 409, 503),
    ),
    Operation(
        method="post",
        path="/v1/time-entries/{entryId}/resolve",
        summary="End a conflict by keeping one side",
        refusals=(400, 404, 409, 413, 422, 503),
        body=ResolveInput,
    ),
    Operation(
        method="get",
        path="/v1/problems",
        summary="What does not work, of the caller or of the account",
        refusals=(404, 422),
        query=("app", *PAGE),
    ),
    Operation(
        method="post",
        path="/v1/problems/retry",
        summary="Try everything of the account again that waits",
        success=(202,),
        refusals=(403, 404, 503),
        query=("app",),
    ),
    Operation(
        method="get",
        path="/v1/health/connections",
        summary="State, freshness, queue, budget, hooks and cost of each connection",
        refusals=(403, 503),
    ),
    Operation(
        method="get",
        path="/v1/changes",
        summary="What changed since the cursor",
        refusals=(422,),
        query=("app", *PAGE),
    ),
    Operation(
        method="get",
        path="/v1/timesheet",
        summary="Memtime's and the PSA's side, day by day; with format=csv for a spreadsheet",
        refusals=(404, 422, 503),
        query=("app", "from", "to", "userId", "format"),
    ),
    Operation(method="get", path="/v1/openapi.json", summary="This document"),
    Operation(method="get", path="/healthz", summary="Is the API up"),
)
