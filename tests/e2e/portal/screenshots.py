"""Pictures of the portal for its page, taken from the running local stack: `make screenshots`."""

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from local.stack_file import StackInfo
from tests.e2e.portal.browsers import launched
from tests.e2e.portal.visitor import Visitor

FOLDER = Path(__file__).parents[3] / "docs" / "portal"
ADMIN, TECHNICIAN = "Admin of Alpine IT", "Paul Pierce"
LAST_WEEK = (datetime.now(UTC) - timedelta(days=7)).date()
PAGES = (
    ("connected-apps", TECHNICIAN, "#/apps"),
    ("manage", ADMIN, "#/apps/connectwise"),
    ("settings", ADMIN, "#/apps/autotask/settings"),
    ("projects", TECHNICIAN, "#/projects/connectwise"),
    ("week", TECHNICIAN, f"#/week?day={LAST_WEEK}"),
    ("timesheet", TECHNICIAN, f"#/timesheet/connectwise?week={LAST_WEEK}"),
    ("problems", TECHNICIAN, "#/problems"),
    ("health", ADMIN, "#/health"),
)


def picture(page: Page, stack: StackInfo, name: str, person: str, route: str) -> None:
    """Take one picture, once nothing is loading any more."""
    visitor = Visitor(page, stack)
    visitor.logs_in_as(person, route)
    expect(page.get_by_text("Loading …")).to_have_count(0)
    if name == "week":
        page.get_by_label("Show entries of").select_option("connectwise")
        expect(page.locator(".entry").first).to_be_visible()
    if name == "projects":
        page.get_by_role("group").or_(page.locator("details")).first.click()
    page.screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    """Take all of them."""
    parser = argparse.ArgumentParser(description="Pictures of the portal, for docs/portal.")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--stack", type=Path, help="stack.json of another stack than `make run`'s")
    arguments = parser.parse_args()
    stack = StackInfo.load(arguments.stack)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = launched(playwright, arguments.chromium)
        for name, person, route in PAGES:
            context = browser.new_context(
                locale="en-GB",
                timezone_id="America/New_York",
                viewport={"width": 1280, "height": 800},
            )
            picture(context.new_page(), stack, name, person, route)
            context.close()
            print(f"docs/portal/{name}.png")  # noqa: T201 - for whoever waits
        browser.close()


if __name__ == "__main__":
    main()
