import json
import sys

import pytest

from local.simulators.connectwise import quirks
from local.simulators.server import running
from tests.simulators.connectwise import differences as ask
from tests.simulators.connectwise.answers import judged_app
from tests.simulators.connectwise.psa import FORWARD_ONLY, START, Clock, Psa
from tests.simulators.receiver import receiving

PIERCE = 'member/identifier="PPierce"'
CALLS = {
    "credentials_answer_404": lambda psa, _: ask.without_keys(psa),
    "on_premise_401": lambda psa, _: ask.without_keys(psa),
    "client_id_401": lambda psa, _: ask.without_client_id(psa),
    "info_needs_no_credentials": lambda psa, _: ask.info_of_a_stranger(psa),
    "old_versions_refused": lambda psa, _: ask.reads(
        psa, "/system/info", {"Accept": "application/vnd.connectwise.com+json; version=2019.1"}
    ),
    "links_name_another_host": lambda psa, _: ask.link(psa, pageSize=2),
    "forward_only_refuses_order_by": lambda psa, _: ask.link(
        psa, FORWARD_ONLY, pageSize=2, orderBy="id desc"
    ),
    "and_or_left_to_right": lambda psa, _: ask.ids(
        psa, "/time/workTypes", conditions="id=1 or id=2 and id=3"
    ),
    "prefix_not": lambda psa, _: ask.ids(psa, "/time/workTypes", conditions="not (id=1)"),
    "negations_match_empty": lambda psa, _: ask.ids(
        psa, "/service/tickets", conditions='agreement/name!="Nobody Care"'
    ),
    "strings_know_case": lambda psa, _: ask.ids(
        psa, "/time/workTypes", conditions='name="REMOTE"'
    ),
    "inactive_flag_not_a_condition": lambda psa, _: ask.ids(
        psa, "/time/workTypes", conditions="inactiveFlag=true"
    ),
    "unknown_fields_ignored": lambda psa, _: ask.reads(psa, "/time/workTypes", fields="id,colour"),
    "time_start_days_only": lambda psa, _: ask.ids(
        psa, conditions="timeStart>=[2026-03-03T00:00:00Z]"
    ),
    "notes_lose_newlines": lambda psa, _: ask.books(psa, notes="one\ntwo")[1]["notes"],
    "hours_deduct_ignored_on_create": lambda psa, _: ask.books(psa, hoursDeduct=0.25)[1][
        "actualHours"
    ],
    "seconds_cut_off": lambda psa, _: ask.books(psa, timeStart="2026-03-04T09:00:30Z")[1][
        "timeStart"
    ],
    "mobile_guid_kept": lambda psa, _: ask.books(
        psa, mobileGuid="7f2c2f0a-54d2-4f6e-9a0e-3b0f5c1d2e77"
    )[1].get("mobileGuid"),
    "inactive_member_refused": lambda psa, _: ask.books(psa, member={"identifier": "JFormer"})[0],
    "closed_tickets_take_no_time": lambda psa, _: ask.on_a_ticket(psa, True, False)[0],
    "closed_tickets_need_a_right": lambda psa, _: ask.without_right(
        psa, "Close Service Tickets/Edit", lambda psa: ask.on_a_ticket(psa, True, False)[0]
    ),
    "project_team_only": lambda psa, _: ask.off_the_team(psa)[0],
    "lock_answers_409": lambda psa, _: ask.submitted(psa)[0],
    "approval_moves_last_updated": lambda psa, _: ask.approved_later(psa),
    "unchanged_patch_moves_last_updated": lambda psa, _: ask.patched_with_the_same(psa),
    "unknown_patch_path_silent": lambda psa, _: ask.patches(psa, ask.books(psa), ("Notes", "x"))[0],
    "nested_patch_path_silent": lambda psa, _: ask.patches(
        psa, ask.books(psa), ("workType/id", 1)
    )[0],
    "patch_needs_custom_fields": lambda psa, _: ask.patches(psa, ask.books(psa), ("notes", "x"))[0],
    "null_keeps_custom_field": lambda psa, _: ask.with_a_custom_field(psa, None),
    "server_zone_decides_sheet": lambda psa, _: ask.sheet_of_an_evening(psa),
    "overlaps_refused": lambda psa, _: [ask.books(psa)[0], ask.books(psa)[0]],
    "long_notes_refused": lambda psa, _: ask.books(psa, notes="x" * 4001)[0],
    "work_type_shapes_billed_hours": lambda psa, _: ask.books(
        psa, workType={"name": "After Hours"}, timeEnd="2026-03-04T09:10:00Z"
    )[1]["hoursBilled"],
    "windows_time_zones": lambda psa, _: ask.reads(psa, "/system/members/PPierce")[1]["timeZone"],
    "time_zones_are_labels": lambda psa, _: ask.reads(psa, "/system/members/PPierce")[1][
        "timeZone"
    ],
    "missing_right_answers_401": lambda psa, _: ask.without_right(
        psa, "Time Entry/Inquire", lambda psa: ask.reads(psa, "/time/entries", pageSize=1)
    ),
    "missing_inquire_reads_empty": lambda psa, _: ask.without_right(
        psa, "Time Entry/Inquire", lambda psa: ask.reads(psa, "/time/entries", pageSize=1)
    ),
    "limits_requests_per_minute": lambda psa, _: ask.many(psa, 1000),
    "limits_concurrency": lambda psa, _: ask.at_once(psa),
    "project_tickets_in_service": lambda psa, _: ask.reads(psa, "/service/tickets/8001")[0],
    "audit_trail_of_deleted": lambda psa, _: ask.trail_of_a_deleted(psa),
    "time_entity_is_a_summary": lambda psa, receiver: sorted(
        json.loads(ask.told(psa, receiver, ask.books)[0]["Entity"])
    ),
    "time_deletes_send_nothing": lambda psa, receiver: [
        body["Action"] for body in ask.told(psa, receiver, ask.deleted)
    ],
    "tickets_send_twice": lambda psa, receiver: len(
        ask.told(psa, receiver, ask.a_ticket_moves, type="ticket")
    ),
    "approval_sends_callbacks": lambda psa, receiver: bool(
        ask.told(psa, receiver, ask.approves)
    ),
    "self_suppression_ignored": lambda psa, receiver: len(
        ask.told(psa, receiver, ask.books, isSelfSuppressedFlag=True)
    ),
    "message_id_per_attempt": lambda psa, receiver: len(
        {one["MessageId"] for one in ask.told(psa, receiver, ask.books, answers=[404, 204])}
    ),
    "callback_ids_missing": lambda psa, receiver: sorted(ask.told(psa, receiver, ask.books)[0]),
    "callbacks_retry_5xx": lambda psa, receiver: len(
        ask.told(psa, receiver, ask.books, answers=[500, 204])
    ),
    "callback_key_needs_credentials": ask.key_page,
    "callback_key_rotates": ask.keys_named,
}  # fmt: skip
"""Calls whose answer a quirk changes, by its name; called with the tenant and a receiver."""

WITH = {"limits_per_client_id": "limits_requests_per_minute"}
"""Quirks that say how another one works, which is on for both."""

CALLS["limits_per_client_id"] = lambda psa, _: ask.many(
    psa, 1000, clientId="00000000-0000-0000-0000-000000000001"
)


@pytest.fixture(scope="module")
def tenant():
    clock = Clock()
    with (
        running(judged_app(clock, days_of_past=3, callback_pace=0.005)) as url,
        receiving() as receiver,
    ):
        psa = Psa(url, clock)
        with psa.session:
            yield psa, receiver


def asked(tenant, name, on):
    """Give the answer on a fresh tenant with a quirk on or off, all others as at the start."""
    psa, receiver = tenant
    psa.clock.at = START
    psa.control("POST", "/reset")
    if name in WITH:
        psa.turns_on(WITH[name])
    psa.switch(name, on=on)
    return CALLS[name](psa, receiver)


def test_every_quirk_has_a_call_of_its_own():
    assert sorted(CALLS) == sorted(quirk.name for quirk in quirks.ALL)


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_quirk_changes_the_answer(tenant, name):
    on, off = asked(tenant, name, True), asked(tenant, name, False)
    sys.stdout.write(f"{name}: on {json.dumps(on)[:150]} | off {json.dumps(off)[:150]}\n")
    assert on != off
    if not name.startswith("limits"):
        assert asked(tenant, name, True) == on
