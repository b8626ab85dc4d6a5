"""The week in a browser: its calendar, its form, and the entries in it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e.portal.visitor import Visitor

ARRIVES = 180_000
"""Milliseconds until both sides must know of an entry: a poll and a push on a busy machine."""


@dataclass(frozen=True)
class WeekPage:
    """The page, opened by somebody."""

    visitor: Visitor

    def opens(self, name: str, day: date) -> None:
        self.visitor.logs_in_as(name, f"#/week?day={day}")
        expect(self.visitor.page.locator("[data-state=ready]")).to_be_visible()
        expect(self.visitor.page.get_by_role("grid")).to_be_visible()

    def entry(self, notes: str) -> Locator:
        return self.visitor.page.get_by_role("grid").get_by_role("button").filter(has_text=notes)

    def stands(self, notes: str, state: str) -> None:
        expect(self.entry(notes).first).to_contain_text(state, timeout=ARRIVES)

    @property
    def form(self) -> Locator:
        return self.visitor.page.get_by_role("dialog")

    def spot(self, day: date, hour: str) -> tuple[float, float]:
        """The middle of a day's column, a little below the line of an hour."""
        header = self.visitor.page.get_by_role("columnheader").nth(day.weekday())
        header.scroll_into_view_if_needed()
        column = header.bounding_box()
        line = self.visitor.page.get_by_text(hour, exact=True).first.bounding_box()
        assert column
        assert line
        return column["x"] + column["width"] / 2, line["y"] + 3

    def scrolls_to(self, hour: str) -> None:
        self.visitor.page.get_by_text(hour, exact=True).first.scroll_into_view_if_needed()

    def drags(self, begin: tuple[float, float], end: tuple[float, float]) -> None:
        mouse = self.visitor.page.mouse
        mouse.move(*begin)
        mouse.down()
        mouse.move((begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2, steps=5)
        mouse.move(*end, steps=5)
        mouse.up()

    def picks(self, ticket: Any) -> None:
        """Choose what to book on, in the form that is open."""
        picker = self.form.get_by_role("combobox", name="Booked on")
        picker.fill(f"{ticket['name']} {ticket['number']}")
        self.form.get_by_role("listbox").get_by_role("option").first.click()

    def books_on(self, ticket: Any, notes: str) -> None:
        """Fill in the form that is open, and save."""
        self.picks(ticket)
        self.form.get_by_label("Notes", exact=True).fill(notes)
        self.form.get_by_role("button", name="Save").click()
        expect(self.form).not_to_be_attached()

    def removes(self, notes: str) -> None:
        self.entry(notes).first.click()
        delete = self.form.get_by_role("button", name="Delete")
        delete.click()
        overtaken = self.form.get_by_text("The entry was changed meanwhile.")
        expect(overtaken.or_(self.visitor.page.locator("body:not(:has(dialog))"))).to_be_visible()
        if overtaken.is_visible():
            delete.click()
        expect(self.entry(notes)).to_have_count(0)
