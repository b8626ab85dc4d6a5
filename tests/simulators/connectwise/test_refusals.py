import re

import pytest

from local.simulators.connectwise import refusals
from tests.simulators.connectwise import differences as ask
from tests.simulators.connectwise.psa import FORWARD_ONLY
from tests.simulators.connectwise.test_callbacks import a_callback


def patched(psa, operations):
    return ask.call(psa, "PATCH", f"/time/entries/{ask.books(psa)[1]['id']}", json=operations)


def stepped(psa, step, state=None):
    """Take a step of a time sheet in a state it is not for."""
    entry = ask.books(psa)[1]
    if state is not None:
        person = entry["member"]["id"]
        psa.states(what="timesheet", personId=person, date="2026-03-04", state=state)
    body = {"id": entry["timeSheet"]["id"], "approvalType": "Tier1Update"}
    return ask.call(psa, "POST", f"/time/sheets/{body['id']}/{step}", json=body)


def emptied(psa):
    """Submit a sheet whose only entry was deleted."""
    entry = ask.books(psa, member={"identifier": "JFormer"}, timeStart="2024-06-03T09:00:00Z",
                      timeEnd="2024-06-03T10:00:00Z")[1]  # fmt: skip
    psa.delete(f"/time/entries/{entry['id']}")
    return ask.call(psa, "POST", f"/time/sheets/{entry['timeSheet']['id']}/submit")


def with_quirk(psa, name, on, then):
    psa.switch(name, on=on)
    return then(psa)


def filtered(text):
    return lambda psa: ask.reads(psa, "/time/entries", conditions=text)


def registers(**fields):
    return lambda psa: ask.call(psa, "POST", "/system/callbacks", json=a_callback(**fields))


def twice(psa):
    made = psa.post("/system/callbacks", a_callback())
    again = ask.call(psa, "POST", "/system/callbacks", json=a_callback())
    psa.delete(f"/system/callbacks/{made['id']}")
    return again


def books(**fields):
    return lambda psa: ask.books(psa, **fields)


def at_the_field_office(psa):
    """Book work of a role that is not done at the ticket's location."""
    return ask.books(psa, workRole={"name": "Field Engineer"})


def without_limit(psa):
    psa.fault("rate_limit", params={"retryAfter": 3}, times=1)
    return ask.reads(psa, "/time/entries")


PROVOKED = {
    "field_required": books(timeStart=None),
    "not_valid": books(chargeToType="ProjectIssue"),
    "nothing_referred": books(workType={"name": "Gardening"}),
    "too_long": registers(description="x" * 101),
    "unsupported_format": books(timeStart="2026-03-04T09:00:00.000Z"),
    "end_before_start": books(timeEnd="2026-03-04T08:00:00Z"),
    "deducts_too_much": books(hoursDeduct=3),
    "member_inactive": books(member={"identifier": "JFormer"}),
    "role_not_at_location": at_the_field_office,
    "default_role_not_at_location": lambda psa: ask.books(psa, chargeToId=5001, locationId=7),
    "locked": ask.submitted,
    "overlap": lambda psa: with_quirk(
        psa, "overlaps_refused", True, lambda psa: [ask.books(psa), ask.books(psa)][1]
    ),
    "custom_fields_missing": lambda psa: with_quirk(
        psa, "patch_needs_custom_fields", True, lambda psa: patched(psa, [])
    ),
    "no_period": books(timeStart="2001-03-04T09:00:00Z", timeEnd="2001-03-04T10:00:00Z"),
    "company_time_forbidden": books(
        chargeToType="Company", chargeToId=251, member={"identifier": "YTanaka"}
    ),
    "not_on_team": lambda psa: with_quirk(psa, "project_team_only", True, ask.off_the_team),
    "charge_code_takes_no_time": books(chargeToType="ChargeCode", chargeToId=43),
    "status_takes_no_time": lambda psa: ask.on_a_ticket(psa, True, True),
    "no_target": books(chargeToId=1),
    "patch_not_a_list": lambda psa: patched(psa, {"op": "replace"}),
    "patch_incomplete": lambda psa: patched(psa, ["notes"]),
    "patch_operation": lambda psa: patched(psa, [{"op": "move", "path": "notes"}]),
    "patch_path": lambda psa: patched(psa, [{"op": "replace", "path": "colour", "value": 1}]),
    "invalid_url": registers(url="hook"),
    "unknown_type": registers(type="weather"),
    "unknown_level": registers(level="board"),
    "callback_exists": twice,
    "only_open_submitted": lambda psa: stepped(psa, "submit", "submitted"),
    "empty_not_submitted": lambda psa: with_quirk(psa, "inactive_member_refused", False, emptied),
    "only_submitted_approved": lambda psa: stepped(psa, "approve"),
    "only_submitted_rejected": lambda psa: stepped(psa, "reject"),
    "only_submitted_reversed": lambda psa: stepped(psa, "reverse"),
    "sheet_in_use": lambda psa: ask.call(
        psa, "DELETE", f"/time/sheets/{ask.books(psa)[1]['timeSheet']['id']}"
    ),
    "bad_credentials": ask.without_keys,
    "bad_credentials_on_premise": lambda psa: with_quirk(
        psa, "on_premise_401", True, ask.without_keys
    ),
    "no_client_id": ask.without_client_id,
    "no_permission": lambda psa: ask.call(psa, "POST", "/system/members/PPierce/tokens", json={}),
    "too_many_requests": without_limit,
    "cannot_route": lambda psa: ask.call(psa, "GET", "/../../../v1999_1/apis/3.0/time/entries"),
    "no_endpoint": lambda psa: ask.reads(psa, "/time/nothing"),
    "not_found": lambda psa: ask.reads(psa, "/time/entries/1"),
    "wrong_verb": lambda psa: ask.call(psa, "DELETE", "/time/workTypes"),
    "wrong_media": lambda psa: ask.call(
        psa, "POST", "/time/entries", data="x", headers={"Content-Type": "text/plain"}
    ),
    "not_json": lambda psa: ask.call(
        psa, "POST", "/time/entries", data="{", headers={"Content-Type": "application/json"}
    ),
    "bad_parameter": lambda psa: ask.reads(psa, "/time/entries", pageSize="many"),
    "version_not_served": lambda psa: with_quirk(
        psa, "old_versions_refused", True,
        lambda psa: ask.reads(psa, "/time/entries", {"Accept": "application/json; version=2019.1"}),
    ),
    "name_unknown": filtered("colour=1"),
    "enum_unknown": filtered('status="Lost"'),
    "text_unexpected": filtered("id ~ 1"),
    "conditions_invalid": filtered("id = "),
    "date_invalid": filtered("timeStart>[yesterday]"),
    "value_invalid": filtered('timeStart>"2026"'),
    "operator_invalid": filtered("id like 1"),
    "order_invalid": lambda psa: ask.reads(psa, "/time/entries", orderBy="id up"),
    "order_forward_only": lambda psa: with_quirk(
        psa, "forward_only_refuses_order_by", True,
        lambda psa: ask.reads(psa, "/time/entries", FORWARD_ONLY, orderBy="id"),
    ),
}  # fmt: skip
"""By the name of a refusal: the call that is answered with it."""


def said(refusal):
    """Make the pattern of a refusal's words, whatever is filled in."""
    parts = re.split(r"\{\w+\}", refusal.text)
    return re.compile(".*".join(map(re.escape, parts)), re.DOTALL)


def lines(body):
    """List the codes and words of an answer, whatever its envelope."""
    if isinstance(body, str):
        return [("", body)]
    found = [(one["code"], one["message"]) for one in body.get("errors") or []]
    return found or [(body.get("code", body.get("error", "")), body["message"])]


def test_every_refusal_can_be_provoked():
    assert sorted(PROVOKED) == sorted(refusal.name for refusal in refusals.ALL)


@pytest.mark.parametrize("refusal", refusals.ALL, ids=lambda one: one.name)
def test_a_refusal_comes_as_the_table_has_it(young, refusal):
    status, body = PROVOKED[refusal.name](young)
    assert status == refusal.status
    assert any(
        code == refusal.code and said(refusal).fullmatch(text) for code, text in lines(body)
    ), body
