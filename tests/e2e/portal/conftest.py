"""A real browser for the stories of the portal; whatever it complains of fails the story."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.e2e.conftest import LocalStack
from tests.e2e.portal.browsers import PATIENCE, launched
from tests.e2e.portal.visitor import Visitor


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        one = launched(playwright, request.config.getoption("--chromium"))
        yield one
        one.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        locale="en-GB", timezone_id="UTC", viewport={"width": 1280, "height": 860}
    )
    context.set_default_timeout(PATIENCE)
    tab = context.new_page()
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # An answer such as 404 or 422 is a line of the browser's own, and no fault of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    tab.on("console", heard)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert complaints == []


@pytest.fixture
def visitor(page: Page, stack: LocalStack) -> Visitor:
    return Visitor(page, stack.info)


@pytest.fixture
def drafting(technician):
    """The technician sends entries by hand for a while."""
    technician.prefers(entrySync="manual")
    yield technician
    technician.prefers(entrySync=None)
    technician.syncs_now()
