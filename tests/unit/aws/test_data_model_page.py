"""The page on the data model shows the keys as the code makes them."""

from pathlib import Path

import pytest

from psa_sync.aws import keys
from psa_sync.aws.entry_items import entry_item
from psa_sync.domain.connection import PsaName
from tests.builders import NOW, a_problem, an_entry
from tests.contract.ports.table import table_definition

PAGE = (Path(__file__).parents[3] / "docs" / "data-model.md").read_text()

APP = PsaName("{app}")

KEYS = [
    keys.entry_key("{account}", "{entry}"),
    keys.row_key("{account}", APP, "{psa id}"),
    keys.connection_key("{account}", APP),
    keys.tenant_key(APP, "{tenant}"),
    keys.link_key("{account}", APP, "{user}"),
    keys.spent_key("{account}", "{entry}"),
    keys.member_key("{account}", APP, "{user}"),
    keys.person_key("{account}", APP, "{psa user}"),
    keys.cursor_key("{account}", APP),
    keys.reconcile_key("{account}", APP),
    keys.budget_key("{account}", APP),
    keys.tenant_facts_key("{account}", APP),
    keys.person_facts_key("{account}", APP, "{psa user}"),
    keys.progress_key("{account}", "{job}"),
    keys.running_key("{account}", APP, "{user}", "{kind}"),
]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.sk)
def test_every_key_is_on_the_page(key):
    assert f"| `{key.pk}` | `{key.sk}` |" in PAGE


def test_every_index_of_the_template_is_on_the_page():
    names = {index["IndexName"] for index in table_definition("any")["GlobalSecondaryIndexes"]}
    assert names == {"by_due", "by_feed", "by_problem", "by_start"}
    assert all(f"| `{name}` |" in PAGE for name in names)


def test_rows_use_the_key_attributes_of_the_template():
    named = {each["AttributeName"] for each in table_definition("any")["AttributeDefinitions"]}
    item = entry_item(an_entry(due_at=NOW, problem=a_problem()), "stamp")
    assert named <= set(item)
    assert {kind for name in named for kind in item[name]} == {"S"}


def test_indexes_hold_keys_only_and_split_as_the_adapters_ask():
    for index in table_definition("any")["GlobalSecondaryIndexes"]:
        prefix = index["IndexName"].removeprefix("by_")
        assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}
        assert [part["AttributeName"] for part in index["KeySchema"]] == [
            f"{prefix}_pk",
            f"{prefix}_sk",
        ]
