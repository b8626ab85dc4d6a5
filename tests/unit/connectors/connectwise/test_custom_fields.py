"""Tenants that want custom fields named in every change."""

import pytest

from psa_sync.domain.content import Group
from psa_sync.domain.errors import RejectedError
from tests.unit.connectors.connectwise.script import ScriptedHttp, answer, connector_of, refusal
from tests.unit.connectors.connectwise.test_writes import DRAFT, stored

NOTES = frozenset({Group.NOTES})
WANTED = refusal(
    400,
    "InvalidObject",
    "timeEntry object is invalid",
    {"code": "InvalidField", "message": "customFields is needed.", "field": "customFields"},
)


def test_a_change_is_sent_again_with_an_empty_list_of_them():
    http = ScriptedHttp(WANTED, answer(200, stored()))
    written = connector_of(http).update("90341", DRAFT, NOTES)
    assert written.row is not None
    first, second = (asked.body for asked in http.asked)
    assert second == [*first, {"op": "replace", "path": "customFields", "value": []}]


def test_a_tenant_that_is_still_not_content_refuses():
    http = ScriptedHttp(WANTED, WANTED)
    with pytest.raises(RejectedError) as caught:
        connector_of(http).update("90341", DRAFT, NOTES)
    assert caught.value.code == "field_required"
    assert len(http.asked) == 2


def test_other_changes_and_refusals_know_nothing_of_them():
    http = ScriptedHttp(answer(200, stored()))
    connector_of(http).update("90341", DRAFT, NOTES)
    assert "customFields" not in {one["path"] for one in http.asked[0].body}
