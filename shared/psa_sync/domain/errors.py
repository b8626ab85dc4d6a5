"""Errors named by what follows from them: each edge needs one table, no message is ever parsed.

    SyncError
    ├── TransientError     nothing was committed; the work is done again later
    ├── InDoubtError       the PSA may or may not have committed; only the resolver may go on
    ├── RejectedError      the PSA refused this entry; a person has to act
    ├── CredentialsError   the connection's key is refused; the whole connection stops
    ├── MissingError       the PSA answers that the row does not exist
    ├── StaleError         somebody else wrote the row first; read it again
    ├── FencedError        a newer attempt has begun; this worker's result must not be recorded
    └── PsaRowTakenError   the PSA row already belongs to another entry

Anything else that escapes is a bug: the message returns to the queue and ends as a dead letter.
"""


class SyncError(Exception):
    """Root of all errors with a planned consequence.

    Attributes:
        request_id: The PSA's own id of the call that went wrong; None where it named none.
    """

    request_id: str | None = None


class TransientError(SyncError):
    """The PSA or our store did not take the request, and nothing was committed.

    Attributes:
        retry_after: Seconds the other side asked us to wait, or None.
        code: Problem code that tells the person what is being waited for.
    """

    def __init__(
        self, message: str, *, retry_after: int | None = None, code: str = "psa_unreachable"
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.code = code


class NotAdmittedError(TransientError):
    """Our own limits let no call through now: nothing was sent, and the PSA did nothing wrong."""


class InDoubtError(SyncError):
    """A write was sent and its outcome is unknown.

    Attributes:
        vendor_words: What the PSA said instead of an outcome, scrubbed; empty when it was silent.
    """

    def __init__(self, message: str, *, vendor_words: str = "") -> None:
        super().__init__(message)
        self.vendor_words = vendor_words


class RejectedError(SyncError):
    """The PSA refused the request for good.

    Attributes:
        code: Stable problem code.
        vendor_words: The PSA's own sentence, already scrubbed of secrets.
        place: The menu of the PSA in which it is mended; empty where the problem's own fits.
    """

    def __init__(self, code: str, vendor_words: str = "", *, place: str = "") -> None:
        super().__init__(f"{code}: {vendor_words}" if vendor_words else code)
        self.code = code
        self.vendor_words = vendor_words
        self.place = place


class CredentialsError(SyncError):
    """The PSA refused the connection's credentials.

    Attributes:
        reason: One sentence for the person who can replace them.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MissingError(SyncError):
    """The PSA answered, believably, that the row does not exist."""


class StaleError(SyncError):
    """The stored row is not the one this change was computed from."""


class FencedError(SyncError):
    """The intent this worker holds is not the entry's newest any more."""


class PsaRowTakenError(SyncError):
    """The PSA row is already mapped to another entry.

    Attributes:
        entry_id: The entry that owns the row.
    """

    def __init__(self, entry_id: str) -> None:
        super().__init__(f"the PSA row belongs to entry {entry_id}")
        self.entry_id = entry_id
