"""The week: booked by mouse and by keys, and kept in step with the PSA while one looks."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.portal.visitor import Visitor
from tests.e2e.portal.week_page import ARRIVES, WeekPage


@pytest.fixture
def week(visitor):
    return WeekPage(visitor)


@pytest.fixture
def saturday():
    """A day on which nobody of the demo account has worked."""
    now = datetime.now(UTC)
    return (now - timedelta(days=now.weekday() + 2)).date()


@pytest.fixture
def notes():
    return f"Switch replaced {uuid4().hex[:8]}"


def ticket_of(technician):
    wanted = technician.a_ticket()
    return next(one for one in technician.work_items() if one["id"] == wanted)


def test_dragging_books_time_that_is_in_the_psas_timesheet(week, technician, psa, saturday, notes):
    week.opens("Paul Pierce", saturday)
    week.drags(week.spot(saturday, "08:00"), week.spot(saturday, "09:00"))
    expect(week.form.get_by_label("From")).to_have_value("08:00")
    week.books_on(ticket_of(technician), f"{notes} <b>&amp;</b>")
    week.stands(notes, "In the PSA")
    expect(week.entry(f"{notes} <b>&amp;</b>")).to_be_visible()  # as text, not as a page
    person = psa.person_of(psa.ledger()[-1]["row"])
    (row,) = [one for one in psa.rows_by(person) if notes in psa.notes(one)]
    assert psa.hours(row) == 1.25  # until the end of the quarter that was touched

    week.removes(notes)


def test_nothing_that_comes_late_moves_the_hours_below_the_mouse(week, saturday):
    page = week.visitor.page
    held: list[Route] = []

    def hold(asked: Route) -> None:
        held.append(asked)

    page.route("**/v1/connected-apps", hold)
    with page.expect_response("**/v1/time-entries?**"):
        week.visitor.logs_in_as("Paul Pierce", f"#/week?day={saturday}")
    expect(page.get_by_role("grid")).to_have_count(0)
    for asked in held:
        asked.continue_()
    page.unroute("**/v1/connected-apps")
    expect(page.locator("[data-state=ready]")).to_be_visible()
    expect(page.get_by_role("grid")).to_be_visible()


def test_an_entry_is_moved_and_stretched_with_the_mouse(week, technician, psa, saturday, notes):
    week.opens("Paul Pierce", saturday)
    week.visitor.button("New entry").click()
    week.form.get_by_label("Day").fill(saturday.isoformat())
    week.form.get_by_label("From").fill("10:00")
    week.form.get_by_label("To", exact=True).fill("11:00")
    week.books_on(ticket_of(technician), notes)
    week.stands(notes, "10:00–11:00")

    sunday = saturday + timedelta(days=1)
    x, y = week.spot(saturday, "10:00")
    week.drags((x, y + 12), (week.spot(sunday, "10:00")[0], week.spot(sunday, "12:00")[1] + 12))
    week.stands(notes, "12:00–13:00")
    week.stands(notes, "In the PSA")
    box = week.entry(notes).bounding_box()
    edge = (box["x"] + box["width"] / 2, box["y"] + box["height"] - 2)
    week.entry(notes).hover()
    week.drags(edge, (edge[0], week.spot(sunday, "14:00")[1]))
    week.stands(notes, "12:00–14:")
    week.stands(notes, "In the PSA")
    week.removes(notes)


def test_somebody_books_edits_and_deletes_without_a_mouse(week, technician, saturday, notes):
    ticket, keys = ticket_of(technician), week.visitor.page.keyboard
    week.opens("Paul Pierce", saturday)
    week.visitor.button("New entry").focus()
    keys.press("Enter")
    expect(week.form).to_be_visible()
    picker = week.form.get_by_role("combobox", name="Booked on")
    picker.focus()
    keys.type(f"{ticket['name']} {ticket['number']}")
    expect(week.form.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    keys.press("Enter")
    week.form.get_by_label("Notes", exact=True).focus()
    keys.type(notes)
    week.form.get_by_label("Day").fill(saturday.isoformat())
    week.form.get_by_role("button", name="Save").focus()
    keys.press("Enter")
    expect(week.form).not_to_be_attached()

    week.entry(notes).focus()
    keys.press("Enter")
    expect(week.form.get_by_role("heading", name="Time entry")).to_be_visible()
    week.form.get_by_label("Notes", exact=True).focus()
    keys.press("End")
    keys.type(", and a cable")
    keys.press("Escape")
    expect(week.form).not_to_be_attached()
    expect(week.entry(", and a cable")).to_have_count(0)  # Escape keeps nothing

    week.entry(notes).focus()
    keys.press("Enter")
    week.form.get_by_role("button", name="Delete").focus()
    keys.press("Enter")
    expect(week.entry(notes)).to_have_count(0)


def test_what_is_entered_and_edited_in_the_psa_appears_in_the_open_page(
    week, technician, psa, saturday, notes
):
    like = psa.rows_of(technician.waits_until_synced(technician.books())["id"])[0]
    week.opens("Paul Pierce", saturday)
    row = psa.person_books(like, f"{saturday}T13:00:00Z", f"{saturday}T14:00:00Z", notes)
    expect(week.entry(notes)).to_be_visible(timeout=ARRIVES)
    psa.person_edits(row, f"{notes}, changed over there")
    expect(week.entry(f"{notes}, changed over there")).to_be_visible(timeout=ARRIVES)
    week.removes(notes)


def test_what_the_psa_would_refuse_is_said_before_it_is_stored(week, desks, saturday):
    technician = next(one.technician for one in desks if one.psa.app == "connectwise")
    week.opens("Paul Pierce", saturday)
    week.visitor.button("New entry").click()
    week.picks(ticket_of(technician))
    week.form.get_by_label("Day").fill((saturday - timedelta(days=75)).isoformat())
    expect(week.form.get_by_text("The PSA has no open time period")).to_be_visible()
    expect(week.form.get_by_text("Who can fix it: An admin of your company")).to_be_visible()
    week.form.get_by_label("Day").fill(saturday.isoformat())
    expect(week.form.get_by_text("The PSA has no open time period")).to_have_count(0)


def test_a_week_with_a_leap_of_the_clock_shows_times_as_on_the_wall(browser, stack, technician):
    # Berlin, Sunday 2026-03-29: at two it is three.
    context = browser.new_context(timezone_id="Europe/Berlin", locale="de-DE")
    try:
        page = context.new_page()
        page.goto(f"{stack.info.portal_url}#/week?day=2026-03-29")
        page.get_by_role("button", name="Anmelden", exact=True).click()
        page.get_by_role("button", name="Paul Pierce").click()
        page.get_by_role("button", name="Neuer Eintrag").click()
        form = page.get_by_role("dialog")
        form.get_by_label("Von").fill("01:30")
        form.get_by_label("Bis").fill("03:30")
        expect(form.get_by_text("1,00 h")).to_be_visible()
        form.get_by_label("Tag").fill("2025-10-26")  # and here it is two twice
        expect(form.get_by_text("3,00 h")).to_be_visible()
    finally:
        context.close()


@pytest.mark.parametrize(
    ("sunday", "length"), [(date(2026, 3, 29), "2.00 h"), (date(2025, 10, 26), "4.00 h")]
)
def test_a_drag_over_the_leap_of_the_clock_is_as_long_as_it_really_was(
    browser, stack, sunday, length
):
    context = browser.new_context(
        timezone_id="Europe/Berlin", locale="en-GB", viewport={"width": 1280, "height": 860}
    )
    try:
        week = WeekPage(Visitor(context.new_page(), stack.info))
        week.opens("Paul Pierce", sunday)
        week.scrolls_to("01:00")
        x, below = week.spot(sunday, "04:00")
        week.drags(week.spot(sunday, "01:00"), (x, below - 8))
        expect(week.form.get_by_label("From")).to_have_value("01:00")
        expect(week.form.get_by_label("To", exact=True)).to_have_value("04:00")
        expect(week.form.get_by_text(length)).to_be_visible()
    finally:
        context.close()
