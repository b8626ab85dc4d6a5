"""What Autotask lets us see of time entries: it leaves rows out of every read without an error."""

from datetime import datetime, timedelta
from typing import Final

from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.query import Clause, Operator, Query
from psa_sync.connectors.autotask.schemas import BillingChoice, TimeEntry
from psa_sync.domain.errors import TransientError
from psa_sync.ports import Clock

BELIEVED: Final = timedelta(minutes=5)
"""For how long new rows that are not billed are made without looking again."""
HIDDEN: Final = (
    "Autotask shows us no non-billable time: allow the API user's security level to view "
    "non-billable time entries; where there is none yet, enter one hour of regular time"
)


class Sight:
    """Whether absence can be believed.

    A row that is there and not shown would be called deleted, and made a second time after a lost
    answer. A restricted user reads nothing; one without the right to view non-billable time reads
    none of that. Source: the vendor's help on API users and on the TimeEntries entity.
    """

    def __init__(self, client: AutotaskClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._seen_until: datetime | None = None

    def check_any(self) -> None:
        """Believe an empty list only where it means that there is nothing.

        Raises:
            TransientError: Autotask shows us nothing, and says that we may not query.
        """
        some: Query[TimeEntry] = Query(TimeEntry, (Clause("id", Operator.AT_LEAST, 0),), rows=1)
        if self._client.page(some).items or self._client.information(TimeEntry).can_query:
            return
        message = "Autotask shows us no time entries at all"
        raise TransientError(message, code="permission_missing")

    def check_absence(self) -> None:
        """Believe that a row is gone only where it would be seen, billable or not, at this moment.

        Raises:
            TransientError: Autotask may be hiding it.
        """
        self._seen_until = None
        if not self.sees_non_billable():
            self.check_any()
            raise TransientError(HIDDEN, code="permission_missing")

    def check_non_billable(self) -> None:
        """Make a row that is not billed only where we would see it again.

        A tenant that has no non-billable time at all looks the same as one that hides it.

        Raises:
            TransientError: No non-billable row is shown to us.
        """
        if not self.sees_non_billable():
            raise TransientError(HIDDEN, code="permission_missing")

    def sees_non_billable(self) -> bool:
        """Tell whether any non-billable row is shown to us; one call in a few minutes."""
        now = self._clock()
        if self._seen_until is not None and now < self._seen_until:
            return True
        non_billable = Clause("is_non_billable", Operator.EQUALS, value=True)
        seen = bool(self._client.page(Query(BillingChoice, (non_billable,), rows=1)).items)
        self._seen_until = now + BELIEVED if seen else None
        return seen
