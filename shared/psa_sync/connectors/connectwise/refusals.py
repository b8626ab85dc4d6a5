"""What follows from ConnectWise's answers: one table from status and body to consequence."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psa_sync.connectors.connectwise.error_bodies import error_body, scrubbed, words_of
from psa_sync.connectors.connectwise.menu_paths import MENU_PATHS
from psa_sync.connectors.connectwise.refusal_words import (
    CLIENT_ID_WORDS,
    NO_PERMISSION_WORDS,
    problem_code,
)
from psa_sync.connectors.connectwise.rights import right_to
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

RATE_LIMIT_SECONDS: Final = 30
"""What the vendor's guide asks for where a 429 names no time."""

NOT_ACCEPTABLE: Final = 406
CONFLICT: Final = 409
_SUCCESSES: Final = range(200, 300)
_HEAD: Final = 500
"""How much of an answer that is no JSON is looked at."""


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


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that is not a success, the call it answers, and its body where it has one."""

    answer: Response
    call: Call
    body: ErrorBody | None

    @property
    def words(self) -> str:
        """The vendor's words, fit for people."""
        return words_of(self.body, self.call.secrets)

    @property
    def text(self) -> str:
        """All that is said, in lower case, whatever its shape."""
        if self.body is None:
            return self.answer.body[:_HEAD].decode(errors="replace").lstrip().lower()
        return f"{self.body.code} {self.words}".lower()

    @property
    def wait(self) -> int | None:
        """Seconds that the answer asks to wait, None where it does not say."""
        return retry_after(self.answer.headers, self.call.now)


Consequence = Callable[[Said], SyncError]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One kind of answer.

    Attributes:
        statuses: The statuses it comes with.
        words: A part of what it says, lower case; empty for any.
        code: The body's own code; empty for any.
        then: What follows from it.
        source: Where it is known from.
    """

    statuses: Container[int]
    words: str = ""
    code: str = ""
    then: Consequence
    source: str

    def fits(self, said: Said) -> bool:
        """Tell whether this is the answer."""
        return (
            said.answer.status in self.statuses
            and self.words in said.text
            and self.code in {"", (said.body.code if said.body else None) or ""}
        )


def refusal(answer: Response, call: Call) -> SyncError | None:
    """Return the error that follows from an answer, or None for a success.

    Only 5xx and 406 leave a write in doubt: other 4xx and redirects are given before anything is
    committed.
    """
    if answer.status in _SUCCESSES:
        return None
    said = Said(answer, call, error_body(answer.body))
    error = next(row.then for row in ANSWERS if row.fits(said))(said)
    error.request_id = answer.request_id
    return error


def senseless(what: str, *, writes: bool) -> SyncError:
    """Return the error for a success whose content cannot be true."""
    if writes:
        return InDoubtError(f"ConnectWise confirmed a write senselessly: {what}")
    return TransientError(f"ConnectWise's answer: {what}", code="psa_answer_senseless")


def rejected(code: str, words: str = "") -> RejectedError:
    """Return the refusal of an entry, with the menu in which an admin mends it."""
    return RejectedError(code, words, place=MENU_PATHS.get(code, ""))


def _in_doubt(said: Said) -> SyncError:
    status = said.answer.status
    if said.call.writes:
        message = f"ConnectWise answered a write with {status}"
        return InDoubtError(message, vendor_words=said.words)
    return TransientError(f"ConnectWise answered {status}", retry_after=said.wait)


def _slow_down(said: Said) -> SyncError:
    kind = InUseError if said.answer.status == CONFLICT else TransientError
    return kind(
        f"ConnectWise answered {said.answer.status}",
        retry_after=RATE_LIMIT_SECONDS if said.wait is None else said.wait,
        code="psa_rate_limited",
    )


def _no_permission(said: Said) -> SyncError:
    if not said.call.writes:
        return TransientError("a right is missing at ConnectWise", code="permission_missing")
    # ConnectWise does not say which right it misses, and the person who grants it has to know.
    needed = right_to(said.call.method)
    return rejected("permission_missing", scrubbed(f"{said.words} Needed: {needed}", ()))


def _wrong_client_id(_: Said) -> SyncError:
    return CredentialsError("ConnectWise refuses the client id: look at Client ID.")


def _wrong_keys(_: Said) -> SyncError:
    return CredentialsError(
        "ConnectWise refuses the keys. Look at Public key and Private key; "
        "if both are right, at Company ID and Client ID."
    )


def _wrong_host(_: Said) -> SyncError:
    return CredentialsError("This host does not serve ConnectWise's API: look at Site.")


def _gateway(_: Said) -> SyncError:
    return TransientError("a gateway refused the call", code="psa_answer_senseless")


def _no_route(_: Said) -> SyncError:
    return NotServedError("ConnectWise knows no such company or codebase")


def _no_record(said: Said) -> SyncError:
    if said.call.method == "POST":
        return rejected("work_item_missing", said.words)
    return MissingError("ConnectWise knows no such record")


def _not_served(said: Said) -> SyncError:
    message = "ConnectWise does not serve this address"
    return NotServedError(message, by_connectwise=said.body is not None)


def _malformed(said: Said) -> SyncError:
    return rejected("request_malformed", said.words) if said.call.writes else _refused(said)


def _too_large(said: Said) -> SyncError:
    """Of all that we send, only notes have no length of their own."""
    return rejected("notes_too_long", said.words) if said.call.writes else _refused(said)


def _refused(said: Said) -> SyncError:
    if said.body is None or not said.call.writes:
        message = f"ConnectWise answered {said.answer.status}"
        return TransientError(message, code="psa_answer_senseless")
    return rejected(problem_code(said.body), said.words)


_GUIDE: Final = "the vendor's developer guide"
_LIVE: Final = "seen live by public projects"
_FRONT_END: Final = "what front ends of the cloud answer; the vendor's own pages are not known"
_CAUTION: Final = "not documented; the careful reading"

_REFUSALS: Final = range(400, 500)
_AUTH: Final = (401, 403)

ANSWERS: Final = (
    Answer(statuses=range(500, 600), then=_in_doubt, source=f"{_LIVE}: a write may have been done"),
    # The form of an answer may be chosen after the work is done.
    Answer(statuses=(NOT_ACCEPTABLE,), then=_in_doubt, source=_CAUTION),
    Answer(statuses=(429,), then=_slow_down, source=f"{_GUIDE}; its body names `error`, no code"),
    Answer(statuses=(CONFLICT,), then=_slow_down, source=_GUIDE),
    Answer(
        statuses=_REFUSALS,
        words=NO_PERMISSION_WORDS,
        then=_no_permission,
        source=f"{_LIVE}; with 401 or 403, so the words decide",
    ),
    Answer(statuses=_REFUSALS, words="ssl is required", then=_wrong_host, source=_GUIDE),
    Answer(statuses=(400,), words="cannot route", then=_no_route, source=_LIVE),
    Answer(statuses=_AUTH, words="<html", then=_gateway, source=_FRONT_END),
    Answer(statuses=_AUTH, words="<!doctype", then=_gateway, source=_FRONT_END),
    Answer(statuses=_AUTH, words="error code: 1", then=_gateway, source=_FRONT_END),
    Answer(statuses=_AUTH, words=CLIENT_ID_WORDS, then=_wrong_client_id, source=_LIVE),
    Answer(statuses=_AUTH, then=_wrong_keys, source=f"{_GUIDE}; {_LIVE}"),
    Answer(statuses=(404,), code="NotFound", then=_no_record, source=_LIVE),
    Answer(statuses=(404,), then=_not_served, source=f"{_GUIDE}: the cloud hides 401 behind it"),
    Answer(statuses=(405, 415), then=_malformed, source=_GUIDE),
    Answer(statuses=(413,), then=_too_large, source=_FRONT_END),
    Answer(statuses=range(1000), then=_refused, source=_GUIDE),
)
"""Most telling first: the first row that fits wins, and the last one fits everything."""
