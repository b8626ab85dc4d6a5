"""Somebody who uses the portal in a real browser, in the words of a person."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from local.api_client import ApiClient
from local.stack_file import StackInfo


@dataclass(frozen=True)
class Visitor:
    """One tab, and the stack behind it."""

    page: Page
    stack: StackInfo

    def opens(self, route: str = "") -> None:
        assert self.stack.portal_url
        self.page.goto(f"{self.stack.portal_url}{route}")

    def logs_in_as(self, name: str, route: str = "") -> None:
        """Log in from the very beginning, and wait for the page behind `route`."""
        self.opens(route)
        self.page.get_by_role("button", name="Log in", exact=True).click()
        self.picks(name)

    def picks(self, name: str) -> None:
        """Choose somebody on the issuer's page."""
        self.page.get_by_role("button", name=name).click()
        expect(self.heading).to_be_visible()

    def api(self, token: str) -> ApiClient:
        return ApiClient(self.stack.api_url, token)

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    def goes_to(self, name: str) -> None:
        pages = self.page.get_by_role("navigation", name="Pages")
        pages.get_by_role("link", name=name).click()
        expect(self.heading).to_have_text(name)

    def card(self, app_name: str) -> Locator:
        return self.page.get_by_role("listitem").filter(
            has=self.page.get_by_role("heading", name=app_name)
        )

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)
