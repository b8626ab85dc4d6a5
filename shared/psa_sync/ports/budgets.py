"""Where the budget of each connection is kept, shared by all processes."""

from typing import Protocol

from psa_sync.domain.budget import Budget
from psa_sync.domain.connection import PsaName


class Budgets(Protocol):
    """One budget per connection."""

    def read(self, account: str, app: PsaName) -> Budget:
        """The budget, strongly consistent; a new connection's is full."""

    def save(self, budget: Budget) -> Budget:
        """Write if the revision still matches.

        Raises:
            StaleError: Somebody wrote it since it was read.
            TransientError: Our own store is away.
        """
