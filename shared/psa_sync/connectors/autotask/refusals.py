"""What Autotask's refusals mean: its sentences are the only thing that tells them apart.

A refusal is HTTP 500 with `{"errors": ["…"]}`. The first pattern that is found wins; a sentence
that nobody has met keeps its own words and the code `psa_refused`.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from psa_sync.connectors.autotask.decoding import decoded

MAX_WORDS: Final = 300
UNKNOWN: Final = "psa_refused"

# Not codes of problems: what follows is another class of error.
SLOW_DOWN: Final = "psa_rate_limited"
KEY_REFUSED: Final = "credentials_refused"
NO_SUCH_ROW: Final = "psa_row_missing"

_TABLE: Final[tuple[tuple[str, str], ...]] = (
    # Three calls at once per entity and integration; the only refusal that passes by itself.
    (r"itgenatr005|\bthreads?\b|threshold", SLOW_DOWN),
    (r"invalid credentials|(login|logon|authentication) failed", KEY_REFUSED),
    (r"integration ?code|tracking identifier", KEY_REFUSED),
    (r"no matching records found", NO_SUCH_ROW),
    (r"adequate permissions?|not authorized|proxy time entry", "permission_missing"),
    (r"that you did not create", "not_our_row"),
    (r"cannot (add|enter) time entries to a time ?sheet", "period_closed"),
    (r"been submitted|time ?sheet", "entry_locked"),
    (r"\bposted\b|\bapproved\b|\binvoiced\b", "entry_locked"),
    (r"do(es)? not have permission", "permission_missing"),
    (r"\b(task|ticket)\b.*\bcomplete", "work_item_closed"),
    (r"allocation code is not an active|\bbillingCodeID\b", "work_type_invalid"),
    (r"this taskID does not reference a valid task", "work_item_missing"),
    (
        r"(field: |entity for |^)(ticketID|taskID|internalBillingCodeID)\b",
        "work_item_missing",
    ),
    (r"must have at least one of hoursWorked|hoursWorked (greater|less)", "hours_out_of_range"),
    (r"(required|missing).*(summary|internal) ?notes|notes.*required", "notes_required"),
    (r"midnight", "spans_midnight"),
    (r"conversion failed.*date|not a valid date", "time_format_refused"),
    (r"\brole(ID)?\b|assignedRoleID", "work_role_invalid"),
)
_PATTERNS: Final = tuple((re.compile(text, re.IGNORECASE), code) for text, code in _TABLE)


def code_of(words: str) -> str:
    """Return the code of a refusal in Autotask's words."""
    return next((code for pattern, code in _PATTERNS if pattern.search(words)), UNKNOWN)


def errors_in(body: bytes) -> tuple[str, ...]:
    """Return the sentences of an error body; empty where Autotask itself did not answer.

    One client has seen objects with a `message` in place of plain text.
    """
    try:
        answer = decoded(body)
    except msgspec.DecodeError:
        return ()
    listed = answer.get("errors") if isinstance(answer, dict) else None
    return tuple(filter(None, map(_words, listed))) if isinstance(listed, list) else ()


def _words(error: Any) -> str:  # noqa: ANN401 - whatever the vendor puts there
    words = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(words).split()) if words else ""


def scrubbed(words: str, secrets: Iterable[str]) -> str:
    """Return words that may be shown: without our credentials and without control characters."""
    for secret in filter(None, secrets):
        words = re.sub(re.escape(secret), "••••", words, flags=re.IGNORECASE)
    printable = "".join(character if character.isprintable() else " " for character in words)
    return " ".join(printable.split())[:MAX_WORDS]
