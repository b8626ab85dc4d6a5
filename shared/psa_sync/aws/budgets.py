"""Budgets in DynamoDB: one row per connection, written under its revision."""

from dataclasses import replace

from psa_sync.aws import keys
from psa_sync.aws.documents import document, from_item, number
from psa_sync.aws.table import Table
from psa_sync.aws.writes import ConditionFailedError, Write
from psa_sync.domain.budget import Budget
from psa_sync.domain.connection import PsaName
from psa_sync.domain.errors import StaleError


class DynamoBudgets:
    """The port `Budgets`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self, account: str, app: PsaName) -> Budget:
        """See the port."""
        item = self._table.get(keys.budget_key(account, app))
        return Budget(account=account, app=app) if item is None else from_item(item, Budget)

    def save(self, budget: Budget) -> Budget:
        """See the port."""
        saved = replace(budget, revision=budget.revision + 1)
        write = Write(
            keys.budget_key(budget.account, budget.app),
            {"revision": number(saved.revision), "doc": document(saved)},
            "revision = :former" if budget.revision else "attribute_not_exists(pk)",
            {":former": number(budget.revision)} if budget.revision else {},
        )
        try:
            self._table.commit([write])
        except ConditionFailedError as refusal:
            message = f"the budget of {budget.app} is not at {budget.revision} any more"
            raise StaleError(message) from refusal
        return saved
