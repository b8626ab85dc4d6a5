"""An API user who may not view non-billable time: rows that are there and never shown."""

import re
from dataclasses import replace

import pytest

from psa_sync.domain.content import Billable
from psa_sync.domain.errors import RejectedError, TransientError
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.work_item import WorkItemKind
from tests.unit.connectors.autotask.stories import a_draft


@pytest.fixture
def free(connected, paul):
    """A draft on one of Paul's tickets that is not billed."""
    page = None
    while True:
        found = connected.work_items(paul, ImportScope.PRIMARY, page)
        ours = (one for one in found.items if one.kind is WorkItemKind.TICKET and one.bookable)
        ticket = next(ours, None)
        if ticket is not None:
            break
        page = found.next_page
    draft = a_draft(paul, work_item_id=ticket.id, work_role_id=ticket.work_role_id)
    return replace(draft, content=replace(draft.content, billable=Billable.DO_NOT_BILL))


def test_a_row_that_is_hidden_is_not_called_gone(tenant, connected, paul, free):
    psa_id = connected.create(free).psa_id
    assert connected.read(psa_id, paul).content.billable is Billable.DO_NOT_BILL
    with tenant.quirk("hides_non_billable", on=True):
        afresh = tenant.connector()
        with pytest.raises(TransientError) as refused:
            afresh.read(psa_id, paul)
        assert refused.value.code == "permission_missing"
    assert tenant.connector().read(psa_id, paul).psa_id == psa_id
    connected.delete(psa_id)


def test_no_row_is_made_that_would_be_hidden_and_others_are(tenant, paul, free):
    with tenant.quirk("hides_non_billable", on=True):
        afresh = tenant.connector()
        with pytest.raises(TransientError) as refused:
            afresh.create(free)
        assert refused.value.code == "permission_missing"
        billed = replace(free, content=replace(free.content, billable=Billable.BILLABLE))
        psa_id = afresh.create(billed).psa_id
        assert afresh.read(psa_id, paul).content.billable is Billable.BILLABLE
        afresh.delete(psa_id)


def test_the_check_at_install_says_that_time_is_hidden(tenant):
    def told():
        checks = tenant.connector().identify().checks
        return next(check for check in checks if check.code == "non_billable_time")

    assert told().status == "pass"
    with tenant.quirk("hides_non_billable", on=True):
        assert told().status == "warn"


def test_time_of_somebody_who_left_is_refused_by_name(tenant, connected, paul, free):
    tenant.control("POST", "/set", {"what": "person", "id": paul.id, "active": False})
    billed = replace(free, content=replace(free.content, billable=Billable.BILLABLE))
    with pytest.raises(RejectedError) as refused:
        connected.create(billed)
    assert refused.value.code == "person_inactive"
    assert refused.value.vendor_words.startswith("Paul Pierce (PPierce): ")
    assert refused.value.place.startswith("Autotask > Admin > ")


def test_a_role_that_autotask_refuses_is_told_with_all_its_names(connected, free):
    billed = replace(free.content, billable=Billable.BILLABLE, work_role_id="1")
    with pytest.raises(RejectedError) as refused:
        connected.create(replace(free, content=billed))
    words = refused.value.vendor_words
    assert refused.value.code == "work_role_invalid"
    assert words.startswith('Paul Pierce as "1" on ticket T')
    assert re.search(' in the queue "(Help Desk|Field Service)": Reference value', words), words
    assert words.endswith("does not exist or is invalid. ; on record number [1].")
    assert refused.value.place.endswith("> the person > Associations")
