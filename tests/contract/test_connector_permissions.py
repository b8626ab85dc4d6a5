"""Asked of every connector: a right that is missing is named, and never taken for absence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.content import Group
from psa_sync.domain.errors import CredentialsError, RejectedError, TransientError
from tests.builders import NOW
from tests.contract.bookings import marked_rows

TODAY = NOW.date()


@pytest.fixture
def booked(psa, draft):
    return psa.connector.create(draft).psa_id


def reads(psa, paul, booked):
    first = TODAY - timedelta(days=20)
    return (
        lambda: psa.connector.read(booked, paul),
        lambda: psa.connector.rows_of_days(paul, first, TODAY, None),
        lambda: psa.connector.changed_rows([paul], None, NOW, None),
    )


def test_without_the_right_to_book_nothing_is_booked(psa, draft):
    psa.forbids("create")
    with pytest.raises(RejectedError) as caught:
        psa.connector.create(draft)
    assert caught.value.code == "permission_missing"
    assert "permission" in caught.value.vendor_words
    assert marked_rows(psa, draft) == []


@pytest.mark.parametrize("right", ["update", "delete"])
def test_without_the_right_to_change_a_row_stays_as_it_was(psa, draft, booked, right):
    psa.forbids(right)
    before = psa.ledger()[booked]
    changed = replace(draft, content=replace(draft.content, notes="changed"))
    write = {
        "update": lambda: psa.connector.update(booked, changed, frozenset({Group.NOTES})),
        "delete": lambda: psa.connector.delete(booked),
    }
    with pytest.raises(RejectedError) as caught:
        write[right]()
    assert caught.value.code == "permission_missing"
    assert psa.ledger()[booked] == before


def test_without_the_right_to_read_no_row_looks_missing(psa, paul, booked):
    psa.forbids("read")
    for read in reads(psa, paul, booked):
        with pytest.raises(TransientError) as caught:
            read()
        assert caught.value.code == "permission_missing"


def test_a_psa_that_hides_rows_without_a_word_is_not_believed(psa, paul, draft):
    for way in psa.case.ways_to_hide:
        psa.control("POST", "/reset")
        booked = psa.connector.create(draft).psa_id
        for setting in way:
            psa.sets(**setting)
        for read in reads(psa, paul, booked):
            with pytest.raises(TransientError) as caught:
                read()
            assert caught.value.code == "permission_missing"


def test_the_check_names_the_right_that_is_missing(psa):
    psa.forbids("read")
    checks = psa.connect().identify().checks
    failed = [check for check in checks if check.status == "fail"]
    assert failed
    assert all(check.fix and check.where for check in failed)


def test_keys_that_were_revoked_stop_every_call(psa, paul, draft):
    for way in (None, *psa.case.keys_refused_as):
        psa.control("POST", "/reset")
        booked = psa.connector.create(draft).psa_id
        if way is not None:
            psa.sets(what="quirk", name=way, on=True)
        check_revoked_keys(psa, paul, draft, booked)


def check_revoked_keys(psa, paul, draft, booked):
    endpoint = psa.connect().identify().endpoint
    psa.fault("revoke_credentials", times=None)
    for call in (
        lambda one: one.find_person("PPierce"),
        lambda one: one.read(booked, paul),
        lambda one: one.rows_of_days(paul, TODAY, TODAY, None),
        lambda one: one.changed_rows([paul], None, NOW, None),
        lambda one: one.create(draft),
        lambda one: one.delete(booked),
    ):
        with pytest.raises(CredentialsError):
            call(psa.connect(endpoint))
    psa.control("DELETE", "/faults")
    assert psa.connect(endpoint).read(booked, paul).psa_id == booked
    assert marked_rows(psa, draft) == [booked]
