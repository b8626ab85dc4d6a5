"""What follows from ConnectWise's answers: one table from status and body to consequence."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from psa_sync.connectors.connectwise.refusal_words import (
    CLIENT_ID_WORDS,
    NO_PERMISSION_WORDS,
    problem_code,
)
from psa_sync.connectors.connectwise.schemas import ErrorBody
from psa_sync.connectors.http import Response, retry_after
from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    RejectedError,
    SyncError,
    TransientError,
)

WORDS_LIMIT: Final = 300
RATE_LIMIT_SECONDS: Final = 30
"""What the vendor's guide asks for where a 429 names no time."""

_NO_ROUTE: Final = "cannot route"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")
_decoder: Final = msgspec.json.Decoder(ErrorBody)


class NotServedError(TransientError):
    """A 404 that names no record: wrong path, wrong company, or refused keys in disguise.

    Attributes:
        by_connectwise: True where ConnectWise said so in its own error body, and no front end.
    """

    def __init__(self, message: str, *, by_connectwise: bool = False) -> None:
        super().__init__(message)
        self.by_connectwise = by_connectwise


class InUseError(TransientError):
    """A 409: somebody holds the record just now, or ConnectWise has locked it for good."""


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked, as far as the consequence depends on it."""

    method: str
    secrets: tuple[str, ...]
    now: datetime

    @property
    def writes(self) -> bool:
        """True where the call changes something."""
        return self.method != "GET"


def refusal(answer: Response, call: Call) -> SyncError | None:
    """Return the error that follows from an answer, or None for a success.

    Only 5xx leaves a write in doubt: 4xx and redirects are given before anything is committed.
    """
    status = answer.status
    if 200 <= status < 300:  # noqa: PLR2004 - the class of successes
        return None
    if status >= 500:  # noqa: PLR2004 - the class of server errors
        return _server_error(answer, call)
    return _BY_STATUS.get(status, _refused)(answer, call)


def error_body(raw: bytes) -> ErrorBody | None:
    """Read the vendor's error body; None for HTML, plain text and other shapes."""
    try:
        return _decoder.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def senseless(what: str, *, writes: bool) -> SyncError:
    """Return the error for a success whose content cannot be true."""
    if writes:
        return InDoubtError(f"ConnectWise confirmed a write senselessly: {what}")
    return TransientError(f"ConnectWise's answer: {what}", code="psa_answer_senseless")


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """Return the vendor's words for people: one line, no secrets, at most 300 characters."""
    for secret in secrets:
        text = text.replace(secret, "•••")
    text = _CONTROL.sub(" ", text).strip()
    return text if len(text) <= WORDS_LIMIT else text[: WORDS_LIMIT - 1] + "…"


def _words(body: ErrorBody, call: Call) -> str:
    parts = [body.message or "", *(item.message or "" for item in body.errors or ())]
    return scrubbed(" ".join(part for part in parts if part), call.secrets)


def _server_error(answer: Response, call: Call) -> SyncError:
    if call.writes:
        return InDoubtError(f"ConnectWise answered a write with {answer.status}")
    wait = retry_after(answer.headers, call.now)
    return TransientError(f"ConnectWise answered {answer.status}", retry_after=wait)


def _slow_down(answer: Response, call: Call) -> SyncError:
    wait = retry_after(answer.headers, call.now)
    kind = InUseError if answer.status == 409 else TransientError  # noqa: PLR2004 - conflict
    return kind(
        f"ConnectWise answered {answer.status}",
        retry_after=RATE_LIMIT_SECONDS if wait is None else wait,
        code="psa_rate_limited",
    )


def _unauthorised(answer: Response, call: Call) -> SyncError:
    body = error_body(answer.body)
    if body is None and answer.body.lstrip().startswith(b"<"):
        # A page of some gateway in front of ConnectWise says nothing about the keys.
        return TransientError("a gateway refused the call", code="psa_answer_senseless")
    words = _words(body, call) if body else ""
    if NO_PERMISSION_WORDS in words.lower():
        return _no_permission(words, call)
    if CLIENT_ID_WORDS in words.lower():
        return CredentialsError("ConnectWise refuses the client id: look at Client ID.")
    return CredentialsError(
        "ConnectWise refuses the keys. Look at Public key and Private key; "
        "if both are right, at Company ID and Client ID."
    )


def _no_permission(words: str, call: Call) -> SyncError:
    if call.writes:
        return RejectedError("permission_missing", words)
    return TransientError("a right is missing at ConnectWise", code="permission_missing")


def _not_found(answer: Response, call: Call) -> SyncError:
    body = error_body(answer.body)
    if body is None or body.code != "NotFound":
        message = "ConnectWise does not serve this address"
        return NotServedError(message, by_connectwise=body is not None)
    if call.method == "POST":
        return RejectedError("work_item_missing", _words(body, call))
    return MissingError("ConnectWise knows no such record")


def _refused(answer: Response, call: Call) -> SyncError:
    body = error_body(answer.body)
    if body is None or not call.writes:
        message = f"ConnectWise answered {answer.status}"
        return TransientError(message, code="psa_answer_senseless")
    code = problem_code(body.message or "", body.errors or ())
    return RejectedError(code, _words(body, call))


def _bad_request(answer: Response, call: Call) -> SyncError:
    if _NO_ROUTE in answer.body[:500].decode(errors="replace").lower():
        return NotServedError("ConnectWise knows no such company or codebase")
    return _refused(answer, call)


_BY_STATUS: Final[dict[int, Callable[[Response, Call], SyncError]]] = {
    400: _bad_request,
    401: _unauthorised,
    403: _unauthorised,
    404: _not_found,
    409: _slow_down,
    429: _slow_down,
}
