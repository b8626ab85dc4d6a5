"""Which tickets a person gets, how they hang together, and what takes time."""

from psa_sync.connectors.connectwise.schemas import Ticket
from psa_sync.connectors.http import Response
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.settings import ImportScope
from psa_sync.domain.work_item import Assigned, WorkItem, WorkItemKind
from tests.unit.connectors.connectwise.script import ScriptedHttp, answer, connector_of

JANE = PsaUser(id="243", user_name="jdoe", name="Jane Doe", time_zone="America/New_York")
NOTHING = answer(200, [])
ACME = {"id": 250, "identifier": "ACME", "name": "Acme"}
STATUSES = answer(
    200,
    [
        {"id": 1, "name": "New"},
        {"id": 2, "name": "On hold", "timeEntryNotAllowed": True},
        {"id": 3, "name": "Done", "closedStatus": True},
    ],
)


def a_ticket(ticket_id: int, **fields: object) -> dict[str, object]:
    return {
        "id": ticket_id,
        "summary": f"Ticket no {ticket_id}",
        "board": {"id": 5},
        "status": {"id": 1, "name": "New"},
        "company": ACME,
        "owner": {"id": 243, "identifier": "JDoe"},
        "closedFlag": False,
    } | fields


def walk(
    *answers: Response, scope: ImportScope = ImportScope.PRIMARY
) -> tuple[list[WorkItem], ScriptedHttp]:
    http = ScriptedHttp(*answers)
    connector, page = connector_of(http), None
    items: list[WorkItem] = []
    while True:
        found = connector.work_items(JANE, scope, page)
        items += found.items
        page = found.next_page
        if page is None:
            return items, http


def tickets(items: list[WorkItem]) -> dict[str, WorkItem]:
    return {item.number: item for item in items if item.kind is WorkItemKind.TICKET}


def test_service_tickets_project_tickets_and_charge_codes_are_walked_in_turn():
    _, http = walk(
        answer(200, [a_ticket(1)], Link='<https://x?pageId=1>; rel="next"'),
        STATUSES,
        answer(200, [a_ticket(2)], Link=""),
        NOTHING,
        NOTHING,
    )
    assert [(asked.path, asked.params.get("pageId")) for asked in http.asked] == [
        ("/service/tickets", None),
        ("/service/boards/5/statuses", None),
        ("/service/tickets", "1"),
        ("/project/tickets", None),
        ("/time/chargeCodes", None),
    ]
    assert http.asked[0].params["conditions"] == (
        '(closedFlag = False AND (owner/identifier = "jdoe" OR resources contains "jdoe"))'
    )


def test_a_person_gets_what_they_own_or_help_with_and_nothing_else():
    items, _ = walk(
        answer(
            200,
            [
                a_ticket(1),
                a_ticket(2, owner={"identifier": "boss"}, resources="boss, JDOE"),
                a_ticket(3, owner=None, resources="jdoe2,ajdoe"),
                a_ticket(4, owner={}),
                a_ticket(5, closedFlag=True),
                a_ticket(6, recordType="ProjectTicket"),
                a_ticket(7, owner=None, resources="boss;jdoe"),
            ],
        ),
        STATUSES,
        NOTHING,
        NOTHING,
    )
    assert {number: item.assigned for number, item in tickets(items).items()} == {
        "1": Assigned.PRIMARY,
        "2": Assigned.SECONDARY,
        "7": Assigned.SECONDARY,
    }


def test_parents_come_before_their_children_and_take_no_time_themselves():
    deep = a_ticket(8, project={"id": 70, "name": "Move"}, phase={"id": 300, "name": "Plan"})
    flat = a_ticket(9, project={"id": 70, "name": "Move"}, phase={})
    items, _ = walk(NOTHING, answer(200, [deep, flat]), STATUSES, NOTHING)
    assert [(item.id, item.parent_id) for item in items] == [
        ("connectwise:company:250", None),
        ("connectwise:project:70", "connectwise:company:250"),
        ("connectwise:phase:300", "connectwise:project:70"),
        ("connectwise:project_ticket:8", "connectwise:phase:300"),
        ("connectwise:project_ticket:9", "connectwise:project:70"),
    ]
    assert items[3].display_name == "Acme / Move / Plan / Ticket no 8"
    assert all(not item.bookable and item.not_bookable_reason for item in items[:3])


def test_a_ticket_says_why_it_takes_no_time():
    items, http = walk(
        answer(
            200,
            [
                a_ticket(1),
                a_ticket(2, status={"id": 2, "name": "On hold"}),
                a_ticket(3, status={"id": 3, "name": "Done"}),
                a_ticket(4, status={"id": 99}),
                a_ticket(5, board=None),
                a_ticket(6, status={}, company=None, summary=None),
            ],
        ),
        STATUSES,
        NOTHING,
        NOTHING,
    )
    reasons = {number: item.not_bookable_reason for number, item in tickets(items).items()}
    assert reasons == {
        "1": None,
        "2": "ConnectWise takes no time on tickets in status On hold.",
        "3": "The ticket is closed.",
        "4": None,
        "5": None,
        "6": None,
    }
    assert all(item.bookable == (reasons[n] is None) for n, item in tickets(items).items())
    assert tickets(items)["6"].name == "Ticket 6"
    assert sum(asked.path.endswith("/statuses") for asked in http.asked) == 1


def test_charge_codes_that_take_time_are_offered_to_everybody():
    codes = [
        {"id": 40, "name": "Meeting", "timeEntryFlag": True},
        {"id": 41, "name": "Mileage", "timeEntryFlag": False},
        {"id": 42, "timeEntryFlag": True},
    ]
    items, _ = walk(NOTHING, NOTHING, answer(200, codes))
    assert [(item.id, item.name, item.bookable, item.assigned) for item in items] == [
        ("connectwise:charge_code:40", "Meeting", True, Assigned.NONE),
        ("connectwise:charge_code:42", "Charge code 42", True, Assigned.NONE),
    ]


def test_a_name_that_cannot_be_written_as_a_literal_is_sifted_here():
    person = PsaUser(id="1", user_name='j"doe', name="", time_zone="Etc/UTC")
    http = ScriptedHttp(answer(200, [a_ticket(1)]))
    assert connector_of(http).work_items(person, ImportScope.PRIMARY, None).items == ()
    assert http.asked[0].params["conditions"] == "closedFlag = False"


def test_the_fields_asked_for_are_fields_that_are_read():
    known = {name for field in Ticket.__struct_fields__ for name in (field.replace("_", ""),)}
    _, http = walk(NOTHING, NOTHING, NOTHING)
    for asked in http.asked[:2]:
        assert {name.lower() for name in asked.params["fields"].split(",")} <= known
