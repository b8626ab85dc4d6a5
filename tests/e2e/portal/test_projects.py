"""Projects: refreshed with a bar that moves, found, and honest about what takes no time."""

import pytest
from playwright.sync_api import expect

from psa_sync.connectors.registry import CONNECTORS


@pytest.fixture
def projects(visitor, psa):
    """The page of one app, as somebody comes to it by clicks."""
    visitor.logs_in_as("Paul Pierce")
    visitor.goes_to("Projects")
    visitor.page.get_by_role("link", name=CONNECTORS[psa.case.app].name).click()
    expect(visitor.page.get_by_text("Loading …")).to_have_count(0)
    return visitor


def test_a_refresh_shows_how_far_it_is_until_it_is_done(projects):
    projects.button("Refresh").click()
    expect(projects.page.get_by_role("progressbar", name="Progress")).to_be_visible()
    expect(projects.page.get_by_text("Done", exact=True)).to_be_visible()
    expect(projects.page.get_by_text("Bookable", exact=True).first).to_be_attached()


def test_work_is_found_by_its_number_and_what_takes_no_time_says_why(projects, technician):
    items = technician.work_items()
    ticket = next(one for one in items if one["kind"] == "ticket" and one["bookable"])
    above = {one["parentId"] for one in items}
    closed = next(one for one in items if not one["bookable"] and one["id"] not in above)
    search, tree = projects.page.get_by_role("searchbox"), projects.page.locator(".tree")

    search.fill(ticket["number"])
    leaf = tree.get_by_role("listitem").filter(has_text=ticket["name"]).last
    expect(leaf).to_contain_text("Bookable")
    expect(tree.get_by_text("Not bookable")).to_have_count(0)

    search.fill(closed["name"])
    leaf = tree.get_by_role("listitem").filter(has_text=closed["name"]).last
    expect(leaf).to_contain_text(closed["notBookableReason"])
    search.fill("no-such-words-here")
    expect(projects.page.get_by_text("Nothing has this name or number.")).to_be_visible()
