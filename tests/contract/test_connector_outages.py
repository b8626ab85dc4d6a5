"""Asked of every connector: what it says when the wire or the PSA fails."""

from datetime import timedelta

import pytest

from psa_sync.domain.errors import (
    CredentialsError,
    InDoubtError,
    TransientError,
)
from tests.builders import NOW
from tests.contract.bookings import marked_rows
from tests.contract.connectors import every_page, until

TODAY = NOW.date()


def test_a_lost_answer_to_a_create_is_in_doubt_and_the_row_can_be_found(psa, draft, paul):
    psa.fault("commit_then_reset", psa.case.create_call)
    with pytest.raises(InDoubtError):
        psa.connector.create(draft)
    assert len(marked_rows(psa, draft)) == 1
    rows = every_page(
        lambda page: psa.connector.rows_of_days(paul, draft.work_date, draft.work_date, page)
    )
    assert [row.psa_id for row in rows if row.marker == draft.marker] == marked_rows(psa, draft)


def test_a_create_that_is_cut_off_before_it_arrives_is_in_doubt_and_makes_no_row(psa, draft):
    psa.fault("reset_before", psa.case.create_call)
    with pytest.raises(InDoubtError):
        psa.connector.create(draft)
    assert marked_rows(psa, draft) == []


def test_an_answer_that_comes_too_late_is_in_doubt(psa, draft):
    hasty = psa.connect(psa.connect().identify().endpoint, timeout=0.3)
    call = " ".join(psa.case.create_call)
    before = psa.requests().get(call, 0)  # the check of the key may have tried one, too
    psa.fault("commit_then_timeout", psa.case.create_call, params={"seconds": 1})
    with pytest.raises(InDoubtError):
        hasty.create(draft)
    # The simulator logs the call when it lets go of it, which must not happen in the next test.
    until(lambda: psa.requests().get(call) == before + 1)
    assert len(marked_rows(psa, draft)) == 1


def test_a_confirmation_cut_in_the_middle_is_in_doubt(psa, draft):
    psa.fault("truncate_body", psa.case.create_call)
    with pytest.raises(InDoubtError):
        psa.connector.create(draft)
    assert len(marked_rows(psa, draft)) == 1


def test_a_list_cut_in_the_middle_is_read_again_later(psa, paul):
    psa.fault("truncate_body", psa.case.list_call)
    with pytest.raises(TransientError):
        psa.connector.rows_of_days(paul, TODAY - timedelta(days=30), TODAY, None)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_broken_front_end_leaves_a_create_in_doubt(psa, draft, status):
    page = "<html><body>Bad gateway</body></html>"
    psa.fault("status", psa.case.create_call, params={"status": status, "body": page})
    with pytest.raises(InDoubtError):
        psa.connector.create(draft)


def test_a_rate_limit_says_when_to_come_back_and_commits_nothing(psa, draft):
    psa.fault("rate_limit", psa.case.create_call, params={"retryAfter": 17})
    with pytest.raises(TransientError) as caught:
        psa.connector.create(draft)
    assert (caught.value.code, caught.value.retry_after) == ("psa_rate_limited", 17)
    assert marked_rows(psa, draft) == []


def test_nothing_is_sent_twice_by_the_connector_itself(psa, draft):
    endpoint = " ".join(psa.case.create_call)
    psa.fault("commit_then_reset", psa.case.create_call, times=None)
    with pytest.raises(InDoubtError):
        psa.connector.create(draft)
    assert psa.requests()[endpoint] == 1


def test_a_missing_row_is_not_believed_while_the_psa_is_down(psa, draft, paul):
    psa_id = psa.connector.create(draft).psa_id
    page = "<html><body>Not found</body></html>"
    psa.fault("status", params={"status": 404, "body": page}, times=None)
    with pytest.raises((TransientError, CredentialsError)):
        psa.connector.read(psa_id, paul)
    with pytest.raises((TransientError, CredentialsError)):
        psa.connector.delete(psa_id)


def test_a_psa_that_is_down_is_waited_for(psa, paul):
    psa.fault("down", times=None)
    for call in (
        lambda: psa.connector.find_person("PPierce"),
        lambda: psa.connector.changed_rows([paul], None, NOW, None),
        lambda: psa.connect().identify(),
    ):
        with pytest.raises(TransientError):
            call()
