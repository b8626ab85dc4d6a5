"""Pull cursors and the state of reconciliation in memory."""

from dataclasses import replace
from datetime import datetime
from threading import Lock

from psa_sync.domain.connection import PsaName
from psa_sync.domain.errors import StaleError
from psa_sync.domain.reconcile import ReconcileState
from psa_sync.ports import PullCursor

_EMPTY = PullCursor(position=None, lease_until=None)


class FakeCursors:
    """One cursor per connection in a dictionary."""

    def __init__(self) -> None:
        self._cursors: dict[tuple[str, PsaName], PullCursor] = {}
        self._states: dict[tuple[str, PsaName], ReconcileState] = {}
        self._lock = Lock()

    def read(self, account: str, app: PsaName) -> PullCursor:
        """See the port."""
        return self._cursors.get((account, app), _EMPTY)

    def lease(self, account: str, app: PsaName, *, now: datetime, until: datetime) -> bool:
        """See the port."""
        with self._lock:
            cursor = self.read(account, app)
            if cursor.lease_until is not None and cursor.lease_until > now:
                return False
            self._cursors[account, app] = replace(cursor, lease_until=until)
        return True

    def finish(self, account: str, app: PsaName, *, position: str | None, at: datetime) -> None:
        """See the port."""
        with self._lock:
            former = self.read(account, app).position
            self._cursors[account, app] = PullCursor(
                position=former if position is None else position, lease_until=None, finished_at=at
            )

    def release(self, account: str, app: PsaName) -> None:
        """See the port."""
        with self._lock:
            self._cursors[account, app] = replace(self.read(account, app), lease_until=None)

    def start_over(self, account: str, app: PsaName) -> None:
        """Forget how far the connection was read; the lease stays."""
        with self._lock:
            lease = self.read(account, app).lease_until
            self._cursors[account, app] = replace(_EMPTY, lease_until=lease)
            self._states.pop((account, app), None)

    def reconciled(self, account: str, app: PsaName) -> ReconcileState:
        """See the port."""
        return self._states.get((account, app), ReconcileState(account=account, app=app))

    def save_reconciled(self, state: ReconcileState) -> ReconcileState:
        """See the port."""
        with self._lock:
            if self.reconciled(state.account, state.app).revision != state.revision:
                message = f"reconciliation of {state.app} is not at {state.revision} any more"
                raise StaleError(message)
            saved = replace(state, revision=state.revision + 1, shortfalls=dict(state.shortfalls))
            self._states[state.account, state.app] = saved
        return saved
