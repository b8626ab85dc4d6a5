from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from local.simulators.autotask import people, seed
from local.simulators.autotask.dates import WINDOWS_ZONES, hours_between, parse
from local.simulators.autotask.rules import check_entry
from local.simulators.autotask.tenant import Tenant
from tests.simulators.autotask.tenant_client import HASSAN, KELLER, PIERCE

NOW = datetime(2026, 9, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def rows():
    return seed.build(NOW).rows


def test_the_same_instant_gives_the_same_tenant(rows):
    assert seed.build(NOW).rows == rows


def test_the_demo_msp_has_its_size(rows):
    assert len(rows["Company"]) == 40
    assert rows["Company"][0]["id"] == 0
    assert len(rows["Ticket"]) == 300
    assert len(rows["Project"]) == 25
    assert {phase["projectID"] for phase in rows["Phase"]} == {p["id"] for p in rows["Project"]}
    assert 3000 < len(rows["TimeEntry"]) < 6000


def test_twelve_technicians_one_leaver_and_the_api_user(rows):
    active = [r for r in rows["Resource"] if r["isActive"] and r["licenseType"] != 7]
    assert len(active) == 12
    assert {r["email"] for r in active} >= {
        "ppierce@alpine-it.example",
        "loconnor@alpine-it.example",
    }
    assert [r["userName"] for r in rows["Resource"] if not r["isActive"]] == ["JFormer"]
    assert [r["userName"] for r in rows["Resource"] if r["licenseType"] == 7] == [seed.USER_NAME]
    zones = {r["id"]: r["timeZone"] for r in rows["InternalLocation"]}
    first = {r["userName"]: zones[r["locationID"]] for r in active}
    assert WINDOWS_ZONES[first["PPierce"]] == "America/New_York"
    assert WINDOWS_ZONES[first["MKeller"]] == "Europe/Berlin"
    assert WINDOWS_ZONES[first["AHassan"]] == "Europe/London"


@pytest.mark.parametrize("person", [PIERCE, KELLER, HASSAN])
def test_the_first_three_have_primary_secondary_and_closed_work(rows, person):
    mine = [t for t in rows["Ticket"] if t["assignedResourceID"] == person]
    still_open = {t["id"] for t in rows["Ticket"] if t["status"] != 5}
    second = [s for s in rows["TicketSecondaryResource"] if s["resourceID"] == person]
    assert sum(t["id"] in still_open for t in mine) >= 3
    assert sum(s["ticketID"] in still_open for s in second) >= 2
    assert not {s["ticketID"] for s in second} & {t["id"] for t in mine}
    assert any(t["status"] == 5 for t in mine)


def test_every_seeded_entry_would_be_taken_by_the_rules(rows):
    tenant = Tenant(lambda: NOW, seed.API_USER)
    tenant.store.load(rows)
    for row in rows["TimeEntry"]:
        # Ticket time shows its work type twice, which nobody may send that way.
        sent = row | ({"internalBillingCodeID": None} if row["ticketID"] else {})
        check_entry(tenant, sent)
        assert row["hoursWorked"] == hours_between(row["startDateTime"], row["endDateTime"])


def test_entries_fill_working_days_up_to_everybodys_yesterday(rows):
    zones = {p.resource_id: people.LOCATIONS[p.location_id][1] for p in people.TECHNICIANS}
    days: Counter[tuple[int, date]] = Counter()
    for row in rows["TimeEntry"]:
        zone = ZoneInfo(WINDOWS_ZONES[zones[row["resourceID"]]])
        started = parse(row["startDateTime"]).astimezone(zone).date()
        assert row["dateWorked"] == f"{started.isoformat()}T00:00:00Z"
        assert started < NOW.astimezone(zone).date()
        assert started.weekday() < 5
        assert parse(row["createDateTime"]) <= NOW
        days[row["resourceID"], started] += 1
    assert set(days.values()) == {3, 4, 5, 6}
    last = {person: max(day for who, day in days if who == person) for person in zones}
    assert last[PIERCE] == NOW.astimezone(ZoneInfo("America/New_York")).date() - timedelta(days=1)


def test_ids_rise_with_the_time_of_entry(rows):
    made = [(row["id"], row["createDateTime"]) for row in rows["TimeEntry"]]
    assert made == sorted(made)
    assert [at for _, at in made] == sorted(at for _, at in made)


def test_old_weeks_are_posted_and_recent_ones_open(rows):
    posted = {row["id"] for row in rows["TimeEntry"] if row["billingApprovalDateTime"]}
    assert posted == {item["timeEntryID"] for item in rows["BillingItem"]}
    assert posted
    recent = (NOW - timedelta(days=30)).date().isoformat()
    assert not [r for r in rows["TimeEntry"] if r["id"] in posted and r["dateWorked"] > recent]


def test_a_busy_tenant_has_fifteen_thousand_entries():
    built = seed.build(NOW, entries_per_day=(17, 22))
    assert 14_000 < len(built.rows["TimeEntry"]) < 16_000
