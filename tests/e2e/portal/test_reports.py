"""Timesheet, problems and health, as people see them."""

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.portal.week_page import ARRIVES

THE_DAY = datetime.now(UTC).date().isoformat()


def row_of(visitor, text):
    return visitor.page.get_by_role("row").filter(has_text=text)


def test_a_draft_is_a_difference_with_its_cause_in_the_timesheet(visitor, drafting, psa):
    entry_id = drafting.books(notes="only a draft")
    start = drafting.sees(entry_id)["start"]
    visitor.logs_in_as("Paul Pierce", f"#/timesheet/{psa.app}?week={start[:10]}")
    expect(visitor.heading).to_have_text("Timesheet")
    expect(visitor.page.get_by_role("combobox", name="App", exact=True)).to_have_value(psa.app)
    cause = row_of(visitor, "The entry is a draft in Memtime.").first
    expect(cause).to_contain_text("+0.10 h")
    expect(cause).to_contain_text("Say sync now")
    expect(visitor.page.get_by_text("They differ, see below")).to_be_visible()

    visitor.button("Sync now").click()
    expect(row_of(visitor, "The entry is a draft in Memtime.")).to_have_count(0, timeout=ARRIVES)
    expect(visitor.button("Sync now")).to_have_count(0)
    drafting.waits_until_synced(entry_id)


def test_the_week_is_downloaded_as_a_table(visitor, technician, psa):
    technician.waits_until_synced(technician.books())
    visitor.logs_in_as("Paul Pierce", f"#/timesheet/{psa.app}?week={THE_DAY}")
    expect(visitor.page.get_by_role("table")).to_be_visible()
    with visitor.page.expect_download() as wanted:
        visitor.button("Download CSV").click()
    assert re.fullmatch(rf"timesheet-{psa.app}-.*\.csv", wanted.value.suggested_filename)
    text = Path(wanted.value.path()).read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(text.splitlines()))
    assert len({line["date"] for line in lines}) == 7


def test_weeks_are_walked_through_with_the_keyboard(visitor):
    visitor.logs_in_as("Paul Pierce", "#/timesheet/connectwise?week=2026-03-29")
    title = visitor.page.get_by_role("heading", level=2)
    expect(title).to_have_text(re.compile("23 Mar – 29 Mar 2026"))
    visitor.button("Week after").focus()
    visitor.page.keyboard.press("Enter")
    expect(title).to_have_text(re.compile("30 Mar – 5 Apr 2026"))


def test_a_refused_entry_says_what_to_do_and_tells_its_story(visitor, technician):
    entry_id = technician.books(notes="with a wrong work type", workTypeId="999999")
    technician.waits_for_state(entry_id, "rejected")
    visitor.logs_in_as("Paul Pierce", "#/problems")
    story = visitor.page.locator(f'a[href="#/problems/{entry_id}"]')
    card = visitor.page.get_by_role("listitem").filter(has=story)
    expect(card).to_contain_text("What to do")
    expect(card).to_contain_text("Who can fix it")
    story.click()
    expect(visitor.page.get_by_role("heading", name="with a wrong work type")).to_be_visible()
    expect(visitor.page.get_by_text("Refused", exact=True)).to_be_visible()
    expect(visitor.page.get_by_role("list").last).to_contain_text("Booked in Memtime.")
    technician.deletes(entry_id)


def test_an_admin_sees_how_the_connections_do_and_a_technician_does_not(visitor, admin):
    visitor.logs_in_as("Admin of Alpine IT", "#/health")
    for app in admin.ok("GET", "/v1/connected-apps")["items"]:
        card = visitor.card(app["name"])
        expect(card).to_contain_text("Active")
        expect(card).to_contain_text("Our calls in the last hour")
        expect(card).to_contain_text("Cost of 1,000 entries")
    visitor.button("Log out").click()
    visitor.logs_in_as("Paul Pierce", "#/health")
    expect(visitor.heading).to_have_text("There is no such page.")
