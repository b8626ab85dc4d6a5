"""What can go wrong with one call of the PSA in memory."""

from dataclasses import dataclass

from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    MissingError,
    RejectedError,
    TransientError,
)


@dataclass(frozen=True)
class Fault:
    """How one call ends.

    Attributes:
        error: What the caller gets.
        commits: True when the PSA carries a write out all the same.
        after: Seconds until it does.
    """

    error: BaseException
    commits: bool = False
    after: float = 0


class KilledError(BaseException):
    """The worker dies at this point: nothing in the code under test may catch it."""


def not_sent(retry_after: int | None = None) -> Fault:
    """The PSA cannot be reached."""
    return Fault(TransientError("connection refused", retry_after=retry_after))


def refuses(code: str = "work_item_closed", words: str = "Ticket is closed.") -> Fault:
    """The PSA says no."""
    return Fault(RejectedError(code, words))


def refuses_the_key() -> Fault:
    """The PSA does not accept our credentials."""
    return Fault(CredentialsError("The key was revoked."))


def denies_the_row() -> Fault:
    """The PSA answers that there is no such row."""
    return Fault(MissingError("404"))


def commits_then_silent() -> Fault:
    """The write is done and its answer lost."""
    return Fault(InDoubtError("read timed out"), commits=True)


def drops_then_silent() -> Fault:
    """The write is never done, and nobody says so."""
    return Fault(InDoubtError("read timed out"))


def commits_late(seconds: float) -> Fault:
    """The answer is lost, and the write is done so many seconds later."""
    return Fault(InDoubtError("read timed out"), commits=True, after=seconds)


def kills_the_worker(*, committed: bool) -> Fault:
    """The worker dies before it hears the answer."""
    return Fault(KilledError(), commits=committed)
