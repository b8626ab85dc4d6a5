"""A lock that only a refusal tells comes with the sentence to forward as well."""

import pytest

from tests.fakes.psa_faults import refuses

TO_FORWARD = "for the approver: 2025-03-04 lacks 1.50 h, "


@pytest.mark.parametrize(
    ("words", "told"),
    [("Submitted.", f"Submitted. - {TO_FORWARD}"), ("", TO_FORWARD)],
    ids=["with the PSA's words", "without a word"],
)
def test_a_booking_into_a_submitted_timesheet_says_what_to_ask_for(scene, words, told):
    scene.books()
    scene.psa.fail("create", refuses("entry_locked", words))
    scene.deliver()
    assert scene.problem() == "entry_locked"
    assert scene.entry().problem.detail.startswith(told)
