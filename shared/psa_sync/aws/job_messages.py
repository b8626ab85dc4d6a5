"""Jobs as the bodies of queue messages."""

from typing import TypeVar

import msgspec

from psa_sync.domain.jobs import PullJob, PushJob

JobT = TypeVar("JobT", PushJob, PullJob)


def encode_job(job: PushJob | PullJob) -> str:
    """The message body."""
    return msgspec.json.encode(job).decode()


def decode_push_job(body: str) -> PushJob:
    """Read a body back.

    Raises:
        ValueError: It is not a push job.
    """
    return _decode(body, PushJob)


def decode_pull_job(body: str) -> PullJob:
    """Read a body back.

    Raises:
        ValueError: It is not a pull job.
    """
    return _decode(body, PullJob)


def _decode(body: str, kind: type[JobT]) -> JobT:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        message = f"not a {kind.__name__}: {error}"
        raise ValueError(message) from error
