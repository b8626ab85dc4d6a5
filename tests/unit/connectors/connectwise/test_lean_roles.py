"""A security role with the least rights: what it may not see is left out, the rest works."""

import pytest

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.errors import CredentialsError, TransientError
from psa_sync.domain.settings import ImportScope
from tests.unit.connectors.connectwise.script import ScriptedHttp, answer, connector_of, refusal
from tests.unit.connectors.connectwise.test_work_items import a_ticket, tickets, walk

JANE = PsaUser(id="243", user_name="jdoe", name="Jane Doe", time_zone="America/New_York")
FORBIDDEN = refusal(
    403, "Unauthorized", "You do not have security permission to perform this action."
)
MEMBER = answer(200, {"id": 243})


def test_the_light_records_do_where_the_setup_tables_are_forbidden():
    light = answer(200, [{"id": 3, "name": "Remote"}])
    http = ScriptedHttp(FORBIDDEN, light, FORBIDDEN, light, MEMBER)
    options = connector_of(http).options(JANE)
    assert [one.name for one in (*options.work_types, *options.work_roles)] == ["Remote"] * 2
    assert [asked.path for asked in http.asked][:4] == [
        "/time/workTypes",
        "/time/workTypes/info",
        "/time/workRoles",
        "/time/workRoles/info",
    ]


def test_without_any_of_them_connectwise_chooses_work_type_and_role():
    http = ScriptedHttp(*[FORBIDDEN] * 4, MEMBER)
    options = connector_of(http).options(JANE)
    assert (options.work_types, options.work_roles) == ((), ())
    assert len(options.billable) == 4


def test_tickets_are_offered_where_statuses_projects_and_charge_codes_are_forbidden():
    items, http = walk(answer(200, [a_ticket(1)]), *[FORBIDDEN] * 4)
    (ticket,) = tickets(items).values()
    assert ticket.bookable
    assert [asked.path for asked in http.asked][2:] == [
        "/project/tickets",
        "/time/chargeCodes",
        "/time/chargeCodes/info",
    ]


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (answer(503, b""), TransientError),
        (answer(429, b""), TransientError),
        (refusal(401, "Unauthorized", "Your credentials are invalid."), CredentialsError),
        (FORBIDDEN, TransientError),
    ],
)
def test_an_outage_or_a_forbidden_service_desk_is_no_empty_list(trouble, kind):
    with pytest.raises(kind):
        connector_of(ScriptedHttp(trouble)).work_items(JANE, ImportScope.PRIMARY, None)
    if trouble is not FORBIDDEN:
        with pytest.raises(kind):
            connector_of(ScriptedHttp(trouble)).work_items(
                JANE, ImportScope.PRIMARY, "project_ticket:"
            )
        with pytest.raises(kind):
            connector_of(ScriptedHttp(trouble)).options(JANE)
