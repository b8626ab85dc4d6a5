"""Budgets in memory."""

from dataclasses import replace
from threading import Lock

from psa_sync.domain.budget import Budget
from psa_sync.domain.connection import PsaName
from psa_sync.domain.errors import StaleError


class FakeBudgets:
    """One budget per connection in a dictionary.

    Attributes:
        saves: How often one was written.
    """

    def __init__(self) -> None:
        self.saves = 0
        self._budgets: dict[tuple[str, PsaName], Budget] = {}
        self._lock = Lock()

    def read(self, account: str, app: PsaName) -> Budget:
        """See the port."""
        return self._budgets.get((account, app), Budget(account=account, app=app))

    def save(self, budget: Budget) -> Budget:
        """See the port."""
        with self._lock:
            if self.read(budget.account, budget.app).revision != budget.revision:
                message = f"the budget of {budget.app} is not at {budget.revision} any more"
                raise StaleError(message)
            saved = replace(budget, revision=budget.revision + 1)
            self._budgets[budget.account, budget.app] = saved
            self.saves += 1
        return saved
