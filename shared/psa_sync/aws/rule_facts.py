"""What PSAs' rules depend on, in DynamoDB: one row per connection and one per person."""

from collections.abc import Mapping
from datetime import datetime

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, text
from psa_sync.aws.keys import Key
from psa_sync.aws.table import Table
from psa_sync.aws.writes import key_item
from psa_sync.domain.connection import PsaName
from psa_sync.ports import FactSheet


class DynamoRuleFacts:
    """The port `RuleFacts`; a document is one attribute, as its connector wrote it."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def read(
        self, account: str, app: PsaName, person_id: str
    ) -> tuple[FactSheet | None, FactSheet | None]:
        """See the port."""
        tenant = keys.tenant_facts_key(account, app)
        person = keys.person_facts_key(account, app, person_id)
        found = self._table.get_many([tenant, person])
        return _sheet(found.get(tenant)), _sheet(found.get(person))

    def put_tenant(self, account: str, app: PsaName, sheet: FactSheet) -> None:
        """See the port."""
        self._table.put_and_delete([_item(keys.tenant_facts_key(account, app), sheet)])

    def put_people(self, account: str, app: PsaName, sheets: Mapping[str, FactSheet]) -> None:
        """See the port."""
        self._table.put_and_delete(
            [
                _item(keys.person_facts_key(account, app, person_id), sheet)
                for person_id, sheet in sheets.items()
            ]
        )


def _item(key: Key, sheet: FactSheet) -> Item:
    return key_item(key) | {
        "facts": {"B": sheet.document},
        "as_of": text(keys.instant_text(sheet.as_of)),
    }


def _sheet(item: Item | None) -> FactSheet | None:
    if item is None:
        return None
    return FactSheet(bytes(item["facts"]["B"]), datetime.fromisoformat(item["as_of"]["S"]))
