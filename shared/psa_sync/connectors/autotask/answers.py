"""What follows from an answer of Autotask: one table for every status and every body."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
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
_HOUR: Final = re.compile(r"request threshold", re.IGNORECASE)
NO_RIGHT: Final = "the user does not have adequate permissions"


class ReadRefusedError(TransientError):
    """Autotask refused to answer a read; it concerns no entry, so the work waits.

    Attributes:
        words: Autotask's own, scrubbed.
    """

    def __init__(self, words: str, *, code: str) -> None:
        super().__init__(f"a read was refused: {words}", code=code)
        self.words = words


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, and what was asked.

    Attributes:
        words: Autotask's own sentences, scrubbed; empty where it said none.
        writes: True when the request changes something.
    """

    answer: Response
    words: str
    writes: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Meaning:
    """What follows from answers of some kind.

    Attributes:
        statuses: The statuses it is about.
        spoken: True where it is about answers with sentences of Autotask only.
        source: Who wrote it down.
    """

    statuses: Collection[int]
    follows: Callable[[Heard], SyncError | None]
    source: str
    spoken: bool = False


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
    words = refusals.scrubbed("; ".join(refusals.errors_in(answer.body)), secrets)
    if not words and 400 <= answer.status < 500:  # noqa: PLR2004 - the class of statuses
        words = refusals.scrubbed(refusals.framework_words(answer.body), secrets)
    heard = Heard(answer, words, writes, now)
    fitting = (
        one for one in ANSWERS if answer.status in one.statuses and (words or not one.spoken)
    )
    return next(fitting).follows(heard)


def refusal(words: str, *, writes: bool) -> SyncError:
    """Return what follows from a refusal in Autotask's own, already scrubbed words."""
    meaning = meaning_of(words)
    code, place = (UNKNOWN, "") if meaning is None else (meaning.code, meaning.place)
    if code == SLOW_DOWN:
        return _slow_down(_pause(words))
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


def _done(_heard: Heard) -> None:
    return None


def _key_refused(_heard: Heard) -> SyncError:
    return CredentialsError(KEY_REFUSED)


def _limited(heard: Heard) -> SyncError:
    asked = retry_after(heard.answer.headers, heard.now)
    return _slow_down(_pause(heard.words) if asked is None else asked)


def _refused(heard: Heard) -> SyncError:
    return refusal(heard.words or f"status {heard.answer.status}", writes=heard.writes)


def _forbidden(heard: Heard) -> SyncError:
    return refusal(heard.words or NO_RIGHT, writes=heard.writes)


def _no_route(heard: Heard) -> SyncError:
    message = f"no such route ({heard.answer.status})"
    return TransientError(message, code="psa_answer_senseless")


def _strange(heard: Heard) -> SyncError:
    return senseless(f"status {heard.answer.status}", writes=heard.writes)


def _outage(heard: Heard) -> SyncError:
    status = heard.answer.status
    if heard.writes:
        message = f"a write was answered with status {status}"
        return InDoubtError(message, vendor_words=heard.words)
    wait = retry_after(heard.answer.headers, heard.now)
    return TransientError(f"status {status}", retry_after=wait)


def _pause(words: str) -> int:
    """Calls that run at once are soon over; the hour's limit takes longer to pass."""
    return LIMIT_PAUSE if not words or _HOUR.search(words) else THREAD_PAUSE


def _slow_down(pause: int) -> TransientError:
    return TransientError("too many calls", retry_after=pause, code="psa_rate_limited")


ANSWERS: Final = (
    Meaning(range(200, 300), _done, "vendor help, REST API calls: success is 200 with the id"),
    Meaning(
        (HTTPStatus.UNAUTHORIZED,),
        _key_refused,
        "vendor help, authentication; the wrong zone answers the same: django-autotask",
    ),
    Meaning(
        (HTTPStatus.TOO_MANY_REQUESTS,),
        _limited,
        "vendor help, thresholds and limits; Retry-After: n8n-nodes-autotask, go-autotask",
    ),
    Meaning(
        (HTTPStatus.INTERNAL_SERVER_ERROR,),
        _refused,
        "vendor help, REST API calls: refusals are 500 with sentences; measured by many",
        spoken=True,
    ),
    Meaning(
        (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED),
        _no_route,
        "measured: AntoJUICT/juict-skills; a row that is gone is 200 without an item",
    ),
    Meaning((HTTPStatus.FORBIDDEN,), _forbidden, "vendor's API description; never measured"),
    Meaning((HTTPStatus.REQUEST_TIMEOUT,), _outage, "HTTP; never measured"),
    Meaning(range(400, 500), _refused, "HTTP: refused before anything was done"),
    Meaning(range(500, 600), _outage, "front ends answer HTML or nothing: several clients"),
    Meaning(range(1000), _strange, "HTTP: Autotask sends no redirects"),
)
"""Every status and body, and what follows; the first that fits."""
