"""What a refusal looks like (RFC 9457), alone and within the answer to a batch."""

from typing import NotRequired

from typing_extensions import TypedDict

from functions.memtime_api.app_shapes import Check, Impact
from functions.memtime_api.entry_shapes import TimeEntry


class FieldError(TypedDict):
    """One wrong field of what was sent."""

    field: str
    code: str
    message: str


class Reasons(TypedDict, total=False):
    """What some refusals tell besides.

    `entry` is the entry as it stands where another version was named, `suggestion` the name that
    was probably meant, `impact` what has to be confirmed, `checks` what the PSA's key may do and
    may not.
    """

    entry: TimeEntry
    suggestion: str
    impact: Impact
    checks: list[Check]


class Refusal(Reasons):
    """Why nothing was done, and what to do; `code` is stable.

    `said` is what `detail` quotes: a name, a number, the PSA's words; it may be empty. Some have
    `entry` as it stands where another version was named, `suggestion` for the name that was
    probably meant, `impact` to be confirmed, or the `checks` that the PSA's key did not pass.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    said: str
    requestId: str
    errors: list[FieldError]


class BatchResult(TypedDict):
    """What became of one entry of a batch: `entry`, or else `problem`."""

    id: str | None
    status: int
    entry: NotRequired[TimeEntry]
    problem: NotRequired[Refusal]


class BatchResults(TypedDict):
    """A result for each entry, in the order in which they were sent."""

    results: list[BatchResult]
