"""What follows from an answer of Autotask: one table for every status and every body."""

from datetime import datetime
from http import HTTPStatus
from typing import Final

from psa_sync.connectors.autotask import refusals
from psa_sync.connectors.autotask.refusal_words import (
    KEY_REFUSED as KEY_WORDS,
)
from psa_sync.connectors.autotask.refusal_words import (
    NO_SUCH_ROW,
    SLOW_DOWN,
    UNKNOWN,
    meaning_of,
)
from psa_sync.connectors.http import Response, retry_after
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    RejectedError,
    SyncError,
    TransientError,
)

LIMIT_PAUSE: Final = 60
"""Seconds to wait after 429 without `Retry-After`."""
THREAD_PAUSE: Final = 5
"""Seconds to wait when too many calls run at once."""
KEY_REFUSED: Final = (
    "Autotask knows the user name but refuses the key: check the field 'Secret', "
    "and 'Integration code' if you entered one."
)
CODE_REFUSED: Final = "Autotask refuses the key: check the fields 'Secret' and 'Integration code'."
NO_ROUTE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED})


class ReadRefusedError(TransientError):
    """Autotask refused to answer a read; it concerns no entry, so the work waits.

    Attributes:
        words: Autotask's own, scrubbed.
    """

    def __init__(self, words: str, *, code: str) -> None:
        super().__init__(f"a read was refused: {words}", code=code)
        self.words = words


def error_of(
    answer: Response, *, writes: bool, now: datetime, secrets: tuple[str, ...]
) -> SyncError | None:
    """Return what follows from the answer, None where the request was done.

    401 comes out as CredentialsError; whether the tenant has moved is for the caller to find out.

    Args:
        answer: The whole answer.
        writes: True when the request changes something.
        now: For a `Retry-After` that is a date.
        secrets: Words that must not be shown.
    """
    status = answer.status
    if 200 <= status < 300:  # noqa: PLR2004 - the class of statuses
        return None
    if status == HTTPStatus.UNAUTHORIZED:
        return CredentialsError(KEY_REFUSED)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        pause = retry_after(answer.headers, now)
        return _slow_down(LIMIT_PAUSE if pause is None else pause)
    words = refusals.scrubbed("; ".join(refusals.errors_in(answer.body)), secrets)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR and words:
        return refusal(words, writes=writes)
    if 400 <= status < 500 and status != HTTPStatus.REQUEST_TIMEOUT:  # noqa: PLR2004 - see above
        said = words or refusals.scrubbed(refusals.framework_words(answer.body), secrets)
        return _not_committed(status, said, writes=writes)
    return _unexplained(answer, writes=writes, now=now)


def refusal(words: str, *, writes: bool) -> SyncError:
    """Return what follows from a refusal in Autotask's own, already scrubbed words."""
    meaning = meaning_of(words)
    code, place = (UNKNOWN, "") if meaning is None else (meaning.code, meaning.place)
    if code == SLOW_DOWN:
        return _slow_down(THREAD_PAUSE)
    if code == KEY_WORDS:
        return CredentialsError(CODE_REFUSED)
    if writes and code == NO_SUCH_ROW:
        return MissingError(words)
    if writes:
        return RejectedError(code, words, place=place)
    # A refused read concerns no entry: it is either a right that was taken away or our own fault.
    waits_for = code if code == "permission_missing" else "psa_answer_senseless"
    return ReadRefusedError(words, code=waits_for)


def senseless(what: str, *, writes: bool = False) -> SyncError:
    """Return what follows from an answer that arrived and cannot be understood."""
    if writes:
        return InDoubtError(f"a write was answered with {what}")
    return TransientError(f"Autotask answered {what}", code="psa_answer_senseless")


def _slow_down(pause: int) -> TransientError:
    return TransientError("too many calls", retry_after=pause, code="psa_rate_limited")


def _not_committed(status: int, words: str, *, writes: bool) -> SyncError:
    if status == HTTPStatus.FORBIDDEN:
        words = words or "the user does not have adequate permissions"
    if status in NO_ROUTE:
        return TransientError(f"no such route ({status})", code="psa_answer_senseless")
    return refusal(words or f"status {status}", writes=writes)


def _unexplained(answer: Response, *, writes: bool, now: datetime) -> SyncError:
    if writes:
        return InDoubtError(f"a write was answered with status {answer.status}")
    if answer.status < 500 and answer.status != HTTPStatus.REQUEST_TIMEOUT:  # noqa: PLR2004
        return senseless(f"status {answer.status}")
    return TransientError(f"status {answer.status}", retry_after=retry_after(answer.headers, now))
