"""What is stored of a connected app that was uninstalled, so that it can be removed for good."""

from datetime import datetime
from typing import Protocol

from psa_sync.domain.connection import PsaName
from psa_sync.domain.entry import Entry


class Belongings(Protocol):
    """Every call may be repeated: what is gone already is no failure."""

    def removed_before(self, instant: datetime) -> list[tuple[str, PsaName]]:
        """(account, app) of what was uninstalled before then and is still stored, oldest first.

        May be slightly out of date.
        """

    def members(self, account: str, app: PsaName) -> list[str]:
        """Everybody of the account who was ever linked in the app, by user id."""

    def forget_work_items(self, account: str, user_id: str, app: PsaName, *, limit: int) -> int:
        """Remove work items of the user, at most so many, without a trace in the feed.

        Returns:
            How many, 0 at the end.
        """

    def forget_entry(self, entry: Entry, *, until: datetime) -> None:
        """Remove the entry and its history, whatever was written to it meanwhile.

        Its id counts as used until then, see `Entries.was_removed`.
        """

    def forget_rows(self, account: str, app: PsaName, *, limit: int) -> int:
        """Untie PSA rows from their entries, at most so many; returns how many, 0 at the end."""

    def forget_rest(self, account: str, app: PsaName) -> None:
        """Remove people, preferences, facts, hooks, and how far the PSA was read.

        The connection itself and the lease on its cursor stay.
        """
