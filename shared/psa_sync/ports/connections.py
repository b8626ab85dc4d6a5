"""Connections, people, their work items, and how far each was read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from psa_sync.domain.connection import Connection, PsaName, UserLink
from psa_sync.domain.reconcile import ReconcileState
from psa_sync.domain.settings import Preferences
from psa_sync.domain.work_item import WorkItem, WorkItemSpan


class TenantTakenError(Exception):
    """Another account is connected to the same PSA tenant."""


class PersonTakenError(Exception):
    """Another Memtime user is linked to the same PSA person."""


class Connections(Protocol):
    """Connections, and who is who in them."""

    def get(self, account: str, app: PsaName) -> Connection | None:
        """Read one connection, strongly consistent."""

    def of_account(self, account: str) -> list[Connection]:
        """All connections of the account."""

    def save(self, connection: Connection) -> Connection:
        """Write if the revision still matches, and claim the PSA tenant for the account.

        Raises:
            StaleError: Somebody wrote it since it was read.
            TenantTakenError: Another account holds the PSA tenant.
        """

    def all_active(self) -> list[tuple[str, PsaName]]:
        """(account, app) of every connection that may pull; may be slightly out of date."""

    def link(self, link: UserLink) -> UserLink:
        """Tie a Memtime user to a PSA person, replacing the user's former link.

        Raises:
            PersonTakenError: Another Memtime user of the account holds the person.
        """

    def mark(self, link: UserLink) -> None:
        """Write the link's problem; nothing happens where it is gone or another person's by now."""

    def unlink(self, account: str, app: PsaName, user_id: str) -> None:
        """Forget who the user is in the PSA and free the person; no link is no failure."""

    def link_of(self, account: str, app: PsaName, user_id: str) -> UserLink | None:
        """The user's link, strongly consistent."""

    def links(self, account: str, app: PsaName) -> list[UserLink]:
        """All links of the connection."""

    def preferences(self, account: str, app: PsaName, user_id: str) -> Preferences:
        """The user's own choices, strongly consistent; those of a new user are all open."""

    def save_preferences(
        self, account: str, app: PsaName, user_id: str, preferences: Preferences
    ) -> None:
        """Replace the user's choices; they outlive the link."""


class WorkItems(Protocol):
    """Each person's work items."""

    def get(self, account: str, user_id: str, work_item_id: str) -> WorkItem | None:
        """Read one of the user's work items."""

    def get_many(
        self, account: str, user_id: str, work_item_ids: Sequence[str]
    ) -> dict[str, WorkItem]:
        """Read some of the user's work items by id; unknown ids are left out."""

    def of_user(
        self, account: str, user_id: str, app: PsaName | None = None, *, behind: str | None = None
    ) -> Iterator[WorkItem]:
        """All work items of the user, by app, kind and number, read as they are asked for.

        Args:
            account: Whose user.
            user_id: Whose work items.
            app: Of this app only.
            behind: The id of the last one seen.
        """

    def within(self, account: str, user_id: str, span: WorkItemSpan) -> list[WorkItem]:
        """The user's work items in the span, by number."""

    def put(self, account: str, user_id: str, items: Sequence[WorkItem]) -> None:
        """Write these work items; they appear in the change feed in this order."""

    def remove(self, account: str, user_id: str, work_item_ids: Sequence[str]) -> None:
        """Forget these work items; the change feed tells of it for 400 days."""


@dataclass(frozen=True, slots=True)
class PullCursor:
    """How far the changes of a connection were read.

    Attributes:
        position: The newest change seen, in the PSA's own words; None before the first.
        lease_until: A walk is under way until then.
        finished_at: When the last walk ended with everything applied.
    """

    position: str | None
    lease_until: datetime | None
    finished_at: datetime | None = None


class Cursors(Protocol):
    """How far each connection was read: a pull cursor with a lease, and reconciliation's state.

    The lease is there so that two walks never run at once.
    """

    def read(self, account: str, app: PsaName) -> PullCursor:
        """The cursor; an unknown connection has an empty one."""

    def lease(self, account: str, app: PsaName, *, now: datetime, until: datetime) -> bool:
        """Take the lease if nobody holds it at `now`."""

    def finish(self, account: str, app: PsaName, *, position: str | None, at: datetime) -> None:
        """End a walk that applied everything: set the position (None leaves it), free the lease."""

    def release(self, account: str, app: PsaName) -> None:
        """Give the lease back after a walk that did not reach its end."""

    def reconciled(self, account: str, app: PsaName) -> ReconcileState:
        """How far the connection is reconciled, strongly consistent; a new one has the defaults."""

    def save_reconciled(self, state: ReconcileState) -> ReconcileState:
        """Write if the revision still matches.

        Raises:
            StaleError: Somebody wrote it since it was read.
        """


class Credentials(Protocol):
    """Secrets of connections."""

    def get(self, account: str, app: PsaName) -> Mapping[str, str] | None:
        """The newest secret, or None; may be cached for a minute."""

    def put(self, account: str, app: PsaName, secret: Mapping[str, str]) -> None:
        """Store, replacing the former one."""

    def delete(self, account: str, app: PsaName) -> None:
        """Forget the secret at once; none is no failure."""
