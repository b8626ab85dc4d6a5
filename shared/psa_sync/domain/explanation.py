"""What became of an entry, in sentences for the person whose time it is; one table for all."""

from dataclasses import dataclass
from typing import Final

from psa_sync.domain.entry import Entry, SyncState
from psa_sync.domain.problem import Who

NOTHING_TO_DO: Final = "Nothing to do."
PSA_REQUEST_ID: Final = "psaRequestId"
"""The detail of a line of history that holds the PSA's own id of the call."""
ADAPTED: Final = "adapted"
"""The detail of a line of history that tells what was written otherwise than it stands here."""


@dataclass(frozen=True, slots=True)
class StateWords:
    """What a state means.

    Attributes:
        summary: Where the entry stands.
        deleted: Where the delete of the entry stands.
        cause: Why, where no problem says it better.
    """

    summary: str
    deleted: str
    cause: str
    fix: str = NOTHING_TO_DO
    who: Who | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to "what is the matter with this entry?"; `who` and `where` only with a fix."""

    summary: str
    cause: str
    fix: str
    who: Who | None
    where: str | None


STATES: Final[dict[SyncState, StateWords]] = {
    SyncState.DRAFT: StateWords(
        "The entry is a draft: it is in Memtime only.",
        "The delete is a draft: it is in Memtime only, and the PSA still has the entry.",
        "Entries of this connection are sent when somebody says so, not by themselves.",
        "Send it with Sync now.",
        Who.TECHNICIAN,
        "Memtime > Connected apps > Sync now",
    ),
    SyncState.QUEUED: StateWords(
        "The entry is stored and on its way to the PSA.",
        "The entry is deleted in Memtime; the PSA is told next.",
        "It was booked or changed a moment ago.",
    ),
    SyncState.SENDING: StateWords(
        "The entry is being sent to the PSA at this moment.",
        "The entry is being deleted in the PSA at this moment.",
        "The PSA has not answered yet.",
    ),
    SyncState.IN_DOUBT: StateWords(
        "The entry was sent, but the PSA's answer got lost.",
        "The delete was sent, but the PSA's answer got lost.",
        "The connection to the PSA broke before the answer came.",
        "Nothing to do: we look in the PSA before anything is sent again.",
    ),
    SyncState.WAITING: StateWords(
        "The entry is stored and waits until it can be sent.",
        "The delete is stored and waits until it can be sent.",
        "Something else must be in order first.",
    ),
    SyncState.SYNCED: StateWords(
        "Memtime and the PSA have the same entry.",
        "The entry is deleted, in Memtime and in the PSA.",
        "Everything arrived.",
    ),
    SyncState.CONFLICT: StateWords(
        "Memtime and the PSA have different versions of the entry, and somebody must choose.",
        "The entry is deleted in Memtime and was changed in the PSA, and somebody must choose.",
        "The entry was changed on both sides.",
    ),
    SyncState.REJECTED: StateWords(
        "The entry is stored in Memtime, but the PSA does not take it as it is.",
        "The entry is deleted in Memtime, but the PSA does not delete it as things are.",
        "The PSA refused it.",
    ),
}

EVENTS: Final[dict[str, str]] = {
    "booked": "Booked in Memtime.",
    "edited": "Changed in Memtime.",
    "deleted_by_client": "Deleted in Memtime.",
    "imported": "Found in the PSA and taken over to Memtime.",
    "created": "Arrived in the PSA.",
    "updated": "The change arrived in the PSA.",
    "deleted": "Deleted in the PSA.",
    "refused": "The PSA refused it.",
    "foreseen": "Not sent: what we know of the PSA's rules says that it would be refused.",
    "outcome_unknown": "Sent, but the PSA's answer got lost.",
    "adopted": "Found in the PSA: it had arrived after all.",
    "absent": "Not found in the PSA: it had not arrived, and is sent again.",
    "replaced": "What a person had set in the PSA may have been overwritten; it is kept here.",
    "sent_again": "Not found as it was sent: it is sent again.",
    "accepted_from_psa": "Changed in the PSA; Memtime took the change over.",
    "restored": "Changed in the PSA after it was deleted in Memtime: it came back.",
    "row_missing": "Not found in the PSA; we look again before we believe it.",
    "reappeared": "Seen in the PSA again: it was no delete, and the entry came back.",
    "duplicate_found": "The PSA holds a second row for this entry.",
    "duplicate_removed": "The second row was deleted in the PSA; it was as we had sent it.",
    "duplicate_gone": "The second row is not in the PSA any more, or is a row of its own.",
    "duplicate_kept": "The second row stays in the PSA until somebody decides.",
    "deleted_in_psa": "Deleted in the PSA, as was proven; Memtime deleted it too.",
    "made_anew": "Gone from the PSA, as was proven; it is made there anew.",
    "held": "Held back: the PSA has locked the entry.",
    "asked": "Changed on both sides: somebody must choose.",
    "released": "Was a draft, and is now sent.",
    "resolved": "Somebody chose which side to keep.",
    "retried": "Somebody asked for another try.",
    "gave_up": "Our own service failed several times and leaves the entry alone for a while.",
}
"""A sentence for each word of the history."""


def explained(entry: Entry, state: SyncState) -> Explanation:
    """Explain an entry that is in this state; a problem knows the cause better than the state."""
    words = STATES[state]
    summary = words.summary if entry.deleted_at is None else words.deleted
    problem = entry.problem
    if problem is None:
        return Explanation(summary, words.cause, words.fix, words.who, words.where)
    kind = problem.kind
    return Explanation(summary, problem.message, kind.fix, kind.who, problem.where)


def sentence_of(what: str) -> str:
    """The sentence of a line of history; a word of a newer release stands for itself."""
    return EVENTS.get(what) or f"{what.replace('_', ' ').capitalize()}."
