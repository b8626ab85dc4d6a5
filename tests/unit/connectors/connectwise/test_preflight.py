"""Each right that is missing is named, by the role where it is shown, else by harmless tries."""

from datetime import timedelta
from itertools import chain, repeat
from typing import Any

import pytest

from psa_sync.connectors.connectwise.identity import identify
from psa_sync.connectors.connectwise.permissions import AREAS, PERMISSIONS, PROBES, TABLE_SETUP
from psa_sync.connectors.http import Response
from psa_sync.connectors.side_by_side import LATER, NOT_YET, UNHURRIED, Pace, SideBySide
from psa_sync.domain.errors import InDoubtError, TransientError
from psa_sync.domain.permission import IN_USE, Feature, needed
from tests.builders import NOW
from tests.unit.connectors.connectwise.script import (
    ScriptedHttp,
    answer,
    client_of,
    refusal,
)
from tests.unit.connectors.connectwise.sound_company import MEMTIME, checked, company, role

MAY_NOT = refusal(403, "Unauthorized", "You do not have security permission to do this.")
NOBODY = refusal(404, "NotFound", "TimeEntry 0 not found")
INVALID = refusal(400, "InvalidObject", "timeEntry object is invalid")
UNREADABLE = [
    MAY_NOT,
    refusal(404, "NotFound"),
    answer(200, []),
    answer(200, [{"id": 1}]),
    answer(200, b"<html>"),
    answer(200, {"what": "ever"}),
]
LEAN = MEMTIME | {"securityRole": None}
ALL = frozenset(Feature)
ASKED_FOR = needed(PERMISSIONS, IN_USE)


class Tried(ScriptedHttp):
    """Answers each attempt to make a time entry alike."""

    post: Response | Exception = INVALID

    def send(self, method: str, url: str, **more: Any) -> Response:
        if method != "POST":
            return super().send(method, url, **more)
        if isinstance(self.post, Exception):
            raise self.post
        return self.post


def roleless(**answers):
    """A company that shows no role, and lets everything be tried."""
    http = Tried()
    http.post = answers.pop("post", INVALID)
    nobodys = answers.pop("nobodys", NOBODY)
    company(http, **{"mySecurity": MAY_NOT, "myMembers": answer(200, LEAN)} | answers)
    http.beside["/time/entries/0"] = nobodys
    return http


def side(pace=UNHURRIED, clock=lambda: NOW):
    return SideBySide(pace, clock)


@pytest.mark.parametrize("permission", ASKED_FOR, ids=lambda one: one.code)
@pytest.mark.parametrize("level", ["None", "My"])
def test_a_right_that_the_role_lacks_is_named_alone_with_its_place(permission, level):
    right = permission.code.removeprefix("permission_")
    found = checked(company(mySecurity=answer(200, role(**{right: level}))))
    ((code, missing),) = found.items()
    assert code == permission.code
    assert missing.status == ("fail" if permission.required else "warn")
    assert f"The role has: {level}." in missing.message
    assert permission.purpose in missing.message
    assert missing.fix == f"Set {permission.verb} of {permission.name} to All."
    assert missing.where.startswith("ConnectWise > System > Security Roles")
    assert missing.where.endswith(f"{permission.area} > {permission.name}")
    assert missing.who == "msp_admin"


def test_two_rights_that_are_missing_are_both_named():
    lacking = role(time_entry_add="None", member_maintenance_inquire="My")
    assert set(checked(company(mySecurity=answer(200, lacking)))) == {
        "permission_time_entry_add",
        "permission_member_maintenance_inquire",
    }


def test_a_function_that_stands_in_the_role_twice_goes_as_far_as_its_least_line():
    twice = [*role(), {"id": 99, "moduleFunctionName": "TIME ENTRY", "addLevel": "My"}]
    assert set(checked(company(mySecurity=answer(200, twice)))) == {"permission_time_entry_add"}
    report = twice[-1] | {"reportFlag": True}
    assert checked(company(mySecurity=answer(200, [*role(), report]))) == {}


def test_what_the_role_does_not_tell_is_a_warning_that_says_so():
    ((code, unknown),) = checked(
        company(mySecurity=answer(200, role(time_entry_delete=None)))
    ).items()
    assert (code, unknown.status) == ("permission_time_entry_delete", "warn")
    assert "cannot see" in unknown.message
    assert unknown.fix


def test_a_refusal_counts_more_than_the_role():
    ((code, missing),) = checked(company(workTypes=MAY_NOT)).items()
    assert code == "permission_table_setup_inquire"
    assert "/time/workTypes" in missing.message


def test_the_role_is_read_by_its_number_where_our_own_is_not_shown():
    http = company(mySecurity=MAY_NOT)
    http.beside["/system/securityRoles/63/settings"] = answer(200, role(time_entry_edit="None"))
    assert set(checked(http)) == {"permission_time_entry_edit"}


@pytest.mark.parametrize("shown", UNREADABLE)
def test_without_a_role_rights_are_tried_and_the_rest_is_said_to_be_unknown(shown):
    found = checked(roleless(mySecurity=shown))
    ((code, unknown),) = found.items()
    assert (code, unknown.status) == ("security_role", "warn")
    for permission in ASKED_FOR:
        assert (permission.title in unknown.message) == (permission.verb != "Inquire")


@pytest.mark.parametrize(
    ("answers", "named"),
    [
        ({"post": MAY_NOT}, {"permission_time_entry_add": "fail"}),
        (
            {"nobodys": MAY_NOT},
            {"permission_time_entry_edit": "fail", "permission_time_entry_delete": "warn"},
        ),
        ({"members": MAY_NOT}, {"permission_member_maintenance_inquire": "fail"}),
        ({"members": answer(200, [])}, {"permission_member_maintenance_inquire": "fail"}),
        ({"project_tickets": MAY_NOT}, {"permission_project_tickets_inquire": "warn"}),
        ({"service_tickets": answer(200, [])}, {"permission_service_tickets_inquire": "warn"}),
        ({"boards": answer(200, [])}, {"permission_table_setup_inquire": "warn"}),
        ({"timePeriodSetups": MAY_NOT}, {"permission_table_setup_inquire": "warn"}),
        ({"post": answer(201, {"id": 1})}, {}),
    ],
)
def test_what_a_try_proves_is_named(answers, named):
    found = checked(roleless(**answers))
    role_unknown = found.pop("security_role")
    assert {code: check.status for code, check in found.items()} == named
    for check in found.values():
        assert check.fix
        assert check.where
        assert check.message.partition(":")[0] not in role_unknown.message


@pytest.mark.parametrize("answers", [{"post": InDoubtError("lost")}, {"mySecurity": answer(503)}])
def test_a_try_whose_answer_is_lost_is_an_outage(answers):
    with pytest.raises(TransientError):
        checked(roleless(**answers))


def test_rights_that_no_feature_needs_are_not_asked_for():
    http = company(mySecurity=answer(200, role(table_setup_add="None")))
    webhooks = frozenset({Feature.WEBHOOKS})
    without, with_them = (
        [
            one.code
            for one in identify(client_of(http), features, side()).checks
            if one.status != "pass"
        ]
        for features in (frozenset(Feature) - webhooks, frozenset(Feature))
    )
    assert (without, with_them) == ([], ["permission_table_setup_add"])
    for_webhooks = {(one.name, one.verb) for one in needed(PERMISSIONS, webhooks)}
    assert for_webhooks == {(TABLE_SETUP, verb) for verb in ("Add", "Edit", "Delete")}


def test_only_what_is_needed_is_read():
    http = company()
    identify(client_of(http), {Feature.PEOPLE}, side())
    read = {asked.path for asked in http.asked_beside}
    assert not read & set(PROBES[TABLE_SETUP])
    assert {"/time/entries", "/system/members"} <= read


def test_each_permission_is_in_one_of_the_nine_areas_with_a_code_of_its_own():
    assert len({one.code for one in PERMISSIONS}) == len(PERMISSIONS)
    assert {one.area for one in PERMISSIONS} <= set(AREAS)
    assert len(AREAS) == 9
    for permission in PERMISSIONS:
        assert permission.verb != "Inquire" or permission.name in PROBES


def test_an_address_that_an_old_release_lacks_is_no_missing_right():
    http = company(timePeriodSetups=answer(404, b""))
    http.script = [answer(404, b"")]
    assert checked(http) == {}


@pytest.mark.parametrize("reads", [0, 3])
def test_where_connectwise_is_slow_what_time_did_not_suffice_for_is_said(reads):
    seconds = timedelta(seconds=12)
    times = chain([NOW] * (1 + reads), repeat(NOW + seconds))
    pace = Pace(limit=seconds)
    identity = identify(client_of(roleless()), ALL, side(pace, lambda: next(times)))
    late = {one.code: one for one in identity.checks if NOT_YET in one.message}
    assert identity.own_id == "memtimeapi"
    assert {one.status for one in late.values()} == {"warn"}
    assert late["member_time_zones"].fix == LATER
    writes = {f"permission_time_entry_{verb}" for verb in ("add", "edit", "delete")}
    assert writes < set(late)
    assert ("permission_member_maintenance_inquire" in late) == (not reads)
    assert "permission_table_setup_inquire" in late
    assert "permission_time_entry_inquire" not in late
