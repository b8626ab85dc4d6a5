"""The check of an Autotask API user: what is missing is named, what cannot be known is said."""

from datetime import timedelta

import pytest

from psa_sync.connectors.autotask.people import People
from psa_sync.connectors.autotask.permissions import NEVER_EMPTY, RIGHTS
from psa_sync.connectors.autotask.preflight import preflight
from psa_sync.connectors.autotask.schemas import TimeEntry
from psa_sync.connectors.autotask.sight import Sight
from psa_sync.connectors.autotask.webhook_rows import HOOKS
from psa_sync.connectors.side_by_side import LATER, NOT_YET, UNHURRIED, Pace, SideBySide
from psa_sync.domain.errors import CredentialsError, TransientError
from psa_sync.domain.permission import Feature
from tests.builders import NOW
from tests.unit.connectors.autotask.stories import vendor_row
from tests.unit.connectors.autotask.test_people import a_location, a_person

NO_RIGHT = "The logged in Resource does not have the adequate permissions to query this entity."
NO_ROW = "No message. No matching records found."
MAY_ALL = {"canQuery": True, "canCreate": True, "canUpdate": True, "canDelete": True}
NOT_BILLED = {"id": 3, "isNonBillable": True}
BUDGET = {"externalRequestThreshold": 10_000, "currentTimeframeRequestCount": 7_499}
OWN = a_person(7, userName="api@tenant.example", licenseType=7)
BUT_WEBHOOKS = frozenset(Feature) - {Feature.WEBHOOKS}
ASKED_FOR = [right for right in RIGHTS if right.permission.feature in BUT_WEBHOOKS]
KINDS = list(dict.fromkeys(right.kind for right in ASKED_FOR))
HOOK_KINDS = [each for kind in HOOKS.values() for each in (kind, kind.fields)]
SECONDS = timedelta(seconds=12)
ALWAYS = {"proxy_time_entry", "midnight_span"}
"""What no call shows."""


def checks_of(vendor, features, pace=UNHURRIED, clock=lambda: NOW):
    client = vendor.client()
    side = SideBySide(pace, clock)
    return preflight(client, People(client), Sight(client, clock), features, side)


@pytest.fixture
def checked(vendor):
    """The preflight's own id, and the checks that did not pass beside those that never do."""

    def check(features=BUT_WEBHOOKS):
        own_id, checks = checks_of(vendor, features)
        assert vendor.script == []
        return own_id, {
            one.code: one for one in checks if one.status != "pass" and one.code not in ALWAYS
        }

    return check


def denied(vendor, words=NO_RIGHT):
    return vendor.will_answer(500, {"errors": [words]})


def tries(vendor, *, rights=MAY_ALL):
    """The word on time entries, and what becomes of a row that is none, and of two that are not."""
    vendor.will_answer(200, {"info": rights})
    for words in ("A value is required field resourceID.", NO_ROW, NO_ROW):
        denied(vendor, words)


def reads(vendor):
    for kind in KINDS[1:]:
        row = {"id": 1} | dict.fromkeys(("resourceID", "ticketID", "taskID", "roleID"), 1)
        vendor.will_list(row)
        assert kind is not TimeEntry


def ready(vendor, *, rights=MAY_ALL, locations=(), own=(OWN,), free=(NOT_BILLED,), budget=BUDGET):
    vendor.will_list(vendor_row())
    tries(vendor, rights=rights)
    reads(vendor)
    vendor.will_list(*free).will_answer(200, budget)
    return vendor.will_list(*(locations or [a_location()])).will_list(*own)


def test_a_preflight_in_which_all_is_well(vendor, checked):
    ready(vendor)
    assert checked() == ("7", {})


def test_what_no_call_shows_is_a_warning_that_says_where_to_look(vendor):
    ready(vendor)
    _, checks = checks_of(vendor, BUT_WEBHOOKS)
    warned = {check.code: check for check in checks if check.status == "warn"}
    assert set(warned) == ALWAYS
    for check in warned.values():
        assert check.message.startswith("No call shows")
        assert "Timesheets" in check.where


def test_what_cannot_be_known_is_a_warning(vendor, checked):
    ready(vendor, rights={}, locations=[a_location(zone="Nowhere")], own=())
    own_id, warned = checked()
    assert own_id is None
    writes = {f"permission_timeentries_{verb}" for verb in ("create", "update", "delete")}
    assert set(warned) == {"time_zones", "own_user", *writes}
    assert "HQ: Nowhere" in warned["time_zones"].message
    for code in writes:
        assert warned[code].status == "warn"
        assert "Autotask does not tell." in warned[code].message


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ({"canCreate": False}, "fail"),
        ({"userAccessForCreate": "None"}, "fail"),
        ({"userAccessForCreate": "All"}, None),
        ({"userAccessForCreate": "Mine"}, "warn"),
        ({"userAccessForCreate": {"what": "ever"}}, None),
    ],
)
def test_a_right_is_given_where_neither_word_of_autotask_denies_it(vendor, checked, word, status):
    vendor.will_list(vendor_row()).will_answer(200, {"info": MAY_ALL | word})
    attempts = [NO_ROW] * (2 if status == "fail" else 3)
    for words in attempts:
        denied(vendor, words)
    reads(vendor)
    vendor.will_list(NOT_BILLED).will_answer(200, BUDGET).will_list(a_location()).will_list(OWN)
    _, found = checked()
    assert {code: one.status for code, one in found.items()} == (
        {"permission_timeentries_create": status} if status else {}
    )


def test_time_that_is_not_billed_and_not_seen_is_a_warning(vendor, checked):
    ready(vendor, free=())
    _, warned = checked()
    assert set(warned) == {"non_billable_time"}
    assert "Can view non-billable time entries" in warned["non_billable_time"].fix
    assert "Security Levels" in warned["non_billable_time"].where


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (BUDGET | {"currentTimeframeRequestCount": 7_500}, "7,500 of 10,000"),
        ({"what": "ever"}, "does not tell"),
    ],
)
def test_the_requests_of_the_hour_that_all_integrations_share_are_looked_at(
    vendor, checked, budget, words
):
    ready(vendor, budget=budget)
    _, warned = checked()
    assert set(warned) == {"request_budget"}
    assert words in warned["request_budget"].message
    assert warned["request_budget"].fix


def test_a_key_of_a_person_is_a_warning(vendor, checked):
    ready(vendor, own=[a_person(7, userName="api@tenant.example")])
    own_id, warned = checked()
    assert (own_id, set(warned)) == ("7", {"api_only"})
    assert "API User (system)" in warned["api_only"].fix


def test_each_missing_right_is_named_with_its_purpose_and_place(vendor, checked):
    denied(vendor).will_answer(500, {"errors": [NO_RIGHT]})
    for _ in ("create", "update", "delete", *KINDS[1:]):
        denied(vendor)
    vendor.will_answer(200, BUDGET)
    own_id, found = checked()
    assert own_id is None
    assert {code: one.status for code, one in found.items()} == {
        right.permission.code: "fail" if right.permission.required else "warn"
        for right in ASKED_FOR
    }
    for right in ASKED_FOR:
        check = found[right.permission.code]
        assert right.permission.purpose in check.message
        assert check.fix == f"Set {right.verb} of {right.kind.entity} to All."
        assert "Security Levels" in check.where


def test_a_list_that_is_empty_although_it_never_is_hides_its_rows(vendor, checked):
    vendor.will_list(vendor_row())
    tries(vendor)
    for kind in KINDS[1:]:
        vendor.will_list()
        if kind not in NEVER_EMPTY:
            vendor.will_answer(200, {"info": MAY_ALL})
    vendor.will_list(NOT_BILLED).will_answer(200, BUDGET)
    _, found = checked()
    status = {code.removeprefix("permission_"): one.status for code, one in found.items()}
    assert status == {
        f"{kind.entity.lower()}_query": "fail" if kind in NEVER_EMPTY else "warn"
        for kind in KINDS[1:]
    }


def test_a_refusal_of_the_simplest_question_is_about_the_key(vendor, checked):
    denied(vendor, "IntegrationCode? what? the-secret")
    with pytest.raises(CredentialsError) as refused:
        checked()
    assert "Integration code" in refused.value.reason
    denied(vendor, "some words nobody knows, the-secret")
    with pytest.raises(CredentialsError) as refused:
        checked()
    assert "some words nobody knows, ••••" in refused.value.reason


def test_an_outage_is_not_the_keys_fault(vendor, checked):
    vendor.will_answer(503)
    with pytest.raises(TransientError):
        checked()


@pytest.mark.parametrize("broken", [(503, b""), (500, b"<html>"), (200, b"{}")])
def test_a_try_whose_outcome_is_unknown_is_an_outage(vendor, checked, broken):
    vendor.will_list(vendor_row()).will_answer(200, {"info": MAY_ALL}).will_answer(*broken)
    with pytest.raises(TransientError):
        checked()


def test_a_refused_read_of_another_kind_is_an_outage(vendor, checked):
    vendor.will_list(vendor_row())
    tries(vendor)
    denied(vendor, "Something else is wrong.")
    with pytest.raises(TransientError):
        checked()


def test_a_try_that_is_taken_proves_the_right(vendor, checked):
    vendor.will_list(vendor_row()).will_answer(200, {"info": MAY_ALL})
    for answer in ({"itemId": 1}, {"itemId": 1}, {}):
        vendor.will_answer(200, answer)
    reads(vendor)
    vendor.will_list(NOT_BILLED).will_answer(200, BUDGET).will_list(a_location()).will_list(OWN)
    assert checked() == ("7", {})


def tries_of_hooks(vendor, kind, words):
    """What becomes of a hook without a field, and of two that are not there; or of a field."""
    for _ in range(3 if kind in HOOKS.values() else 1):
        denied(vendor, words)


@pytest.mark.parametrize("told", [MAY_ALL, {"canQuery": False}, {}])
def test_webhooks_of_which_there_are_none_yet_are_taken_by_autotasks_word(vendor, checked, told):
    vendor.will_list(vendor_row())
    for kind in HOOK_KINDS:
        vendor.will_list().will_answer(200, {"info": told})
        tries_of_hooks(vendor, kind, NO_ROW)
    vendor.will_list(NOT_BILLED).will_answer(200, BUDGET)
    vendor.will_list(a_location()).will_list(a_location()).will_list(OWN).will_list(OWN)
    _, found = checked({Feature.WEBHOOKS})
    asked_for = [right for right in RIGHTS if right.permission.feature is Feature.WEBHOOKS]
    assert set(found) == (
        set() if told == MAY_ALL else {right.permission.code for right in asked_for}
    )
    assert {one.status for one in found.values()} <= {"warn"}


def test_a_webhook_that_is_refused_is_a_right_that_is_missing_whatever_autotask_says(
    vendor, checked
):
    vendor.will_list(vendor_row())
    for kind in HOOK_KINDS:
        vendor.will_list().will_answer(200, {"info": MAY_ALL})
        tries_of_hooks(vendor, kind, NO_RIGHT)
    vendor.will_list(NOT_BILLED).will_answer(200, BUDGET)
    vendor.will_list(a_location()).will_list(a_location()).will_list(OWN).will_list(OWN)
    _, found = checked({Feature.WEBHOOKS})
    writes = {
        right.permission.code
        for right in RIGHTS
        if right.permission.feature is Feature.WEBHOOKS and right.verb != "query"
    }
    assert set(found) == writes
    assert {one.status for one in found.values()} == {"warn"}


def test_where_autotask_is_slow_what_time_did_not_suffice_for_is_said(vendor):
    times = iter([NOW, NOW, *[NOW + timedelta(seconds=12)] * 100])
    vendor.will_list(vendor_row())
    tries(vendor)
    own_id, checks = checks_of(vendor, BUT_WEBHOOKS, Pace(limit=SECONDS), lambda: next(times))
    assert (own_id, vendor.script) == (None, [])
    late = {one.code: one for one in checks if NOT_YET in one.message}
    assert {"own_user", "non_billable_time", "request_budget", "time_zones"} < set(late)
    assert {one.status for one in late.values()} == {"warn"}
    assert late["own_user"].fix == LATER
    assert "permission_timeentries_create" not in late
    assert {right.permission.code for right in ASKED_FOR if right.kind is not TimeEntry} < set(late)


def test_each_right_has_a_code_of_its_own():
    assert len({right.permission.code for right in RIGHTS}) == len(RIGHTS)
