"""What holds on every page: for keys, small screens, screen readers, and when things go wrong."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from local.portal_login import register_portal
from tests.contract.cases import CASES

ROOT = Path(__file__).parents[3]
AXE = ROOT / "portal" / "node_modules" / "axe-core" / "axe.min.js"
ROUTES = (
    "/apps",
    "/apps/connectwise",
    "/apps/connectwise/connection",
    "/apps/autotask/settings",
    "/apps/autotask/authentication",
    "/projects/connectwise",
    "/week",
    "/timesheet",
    "/problems",
    "/health",
)
FIRST_VIEW_BYTES = 200_000
GERMAN_OF_APPS = ROOT / "portal" / "src" / "words" / "said" / "de" / "apps"
GERMAN_PAGES = [
    *("Verbundene Apps", "Projekte", "Woche"),
    *("Stundenzettel", "Probleme", "Zustand"),
]


def settles(visitor):
    """Wait until nothing is loading any more."""
    expect(visitor.page.get_by_text("Loading …")).to_have_count(0)
    expect(visitor.heading).to_be_visible()


def violations(page):
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        (one["id"], one["help"], [node["html"][:200] for node in one["nodes"]]) for one in found
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anybody_out(visitor, scheme):
    visitor.page.emulate_media(color_scheme=scheme)
    visitor.opens()
    expect(visitor.button("Log in").first).to_be_visible()
    assert violations(visitor.page) == []
    visitor.logs_in_as("Admin of Alpine IT")
    for route in ROUTES:
        visitor.opens(f"#{route}")
        settles(visitor)
        assert (route, violations(visitor.page)) == (route, [])


def test_the_form_of_an_entry_shuts_nobody_out(visitor):
    visitor.logs_in_as("Paul Pierce", "#/week")
    visitor.button("New entry").click()
    visitor.page.get_by_role("combobox", name="Booked on").fill("a")
    assert violations(visitor.page) == []


def test_every_page_fits_a_phone(visitor):
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    visitor.logs_in_as("Admin of Alpine IT")
    for route in ROUTES:
        visitor.opens(f"#{route}")
        settles(visitor)
        width = visitor.page.evaluate("document.documentElement.scrollWidth")
        assert (route, width) == (route, 360)
    visitor.button("Menu").click()
    visitor.goes_to("Week")
    expect(visitor.page.get_by_role("columnheader")).to_have_count(1)


def test_german_is_german_on_every_page_and_stays_chosen(visitor):
    visitor.logs_in_as("Admin of Alpine IT")
    visitor.page.get_by_label("Language").select_option("Deutsch")
    pages = visitor.page.get_by_role("navigation", name="Seiten").get_by_role("link")
    expect(pages).to_have_text(GERMAN_PAGES)
    for name in GERMAN_PAGES:
        pages.filter(has_text=name).click()
        expect(visitor.heading).to_have_text(name)
        expect(visitor.page.get_by_text("Lädt …")).to_have_count(0)
    visitor.page.reload()
    expect(visitor.page.get_by_role("navigation", name="Seiten")).to_be_visible()


@pytest.mark.parametrize("app", [case.app for case in CASES])
def test_german_checks_and_forms_are_german(visitor, admin, app):
    checked = admin.ok("POST", f"/v1/connected-apps/{app}/connection/check")["checks"]
    visitor.logs_in_as("Admin of Alpine IT", f"#/apps/{app}")
    visitor.page.get_by_label("Language").select_option("Deutsch")
    visitor.page.get_by_text(re.compile("Die .* zeigen, die in Ordnung sind")).click()
    expect(
        visitor.page.get_by_text(re.compile(r": vorhanden\. Gebraucht, um ")).first
    ).to_be_visible()
    shown = visitor.page.get_by_role("main").inner_text()
    assert [one["code"] for one in checked if one["message"] in shown] == []
    assert [one["code"] for one in checked if one["fix"] and one["fix"] in shown] == []
    visitor.page.get_by_role("link", name="Verbindung bearbeiten").first.click()
    asked = json.loads((GERMAN_OF_APPS / f"{app}.json").read_text(encoding="utf-8"))["form"]
    for field in asked.values():
        expect(visitor.page.get_by_text(field["description"], exact=True)).to_be_visible()


def test_german_says_what_became_of_an_entry_in_german(visitor, technician, psa):
    entry_id = technician.books(notes="mit falscher Arbeitsart", workTypeId="999999")
    technician.waits_for_state(entry_id, "rejected")
    day = technician.sees(entry_id)["start"][:10]
    visitor.logs_in_as("Paul Pierce", f"#/problems/{entry_id}")
    visitor.page.get_by_label("Language").select_option("Deutsch")
    expect(visitor.page.get_by_text("so nimmt das PSA ihn nicht an.")).to_be_visible()
    expect(visitor.page.get_by_text("Wählen Sie eine aktive Arbeitsart.")).to_be_visible()
    expect(visitor.page.get_by_text("Memtime > Zeiterfassung > der Eintrag")).to_be_visible()
    expect(visitor.page.get_by_role("list").last).to_contain_text("In Memtime gebucht.")

    visitor.opens("#/problems")
    card = visitor.page.get_by_role("listitem").filter(
        has=visitor.page.locator(f'a[href="#/problems/{entry_id}"]')
    )
    expect(card).to_contain_text("Das PSA nimmt die Arbeitsart nicht an.")
    visitor.opens(f"#/timesheet/{psa.app}?week={day}")
    cause = visitor.page.get_by_role("row").filter(
        has_text="Das PSA nimmt die Arbeitsart nicht an."
    )
    expect(cause.first).to_contain_text("Wählen Sie eine aktive Arbeitsart.")
    technician.deletes(entry_id)


def test_german_refuses_in_german(visitor):
    visitor.logs_in_as("Admin of Alpine IT", "#/apps/autotask/authentication")
    visitor.page.get_by_label("Language").select_option("Deutsch")
    name = visitor.page.get_by_label("Ihr Benutzername in")
    name.fill("Nobody")
    name.press("Enter")
    refused = visitor.page.get_by_role("alert")
    expect(refused).to_contain_text("Das PSA kennt keinen solchen Benutzernamen.")
    expect(refused).to_contain_text("Sehen Sie im PSA in Ihrem eigenen Profil nach.")


def test_colours_follow_the_machine_until_somebody_chooses(visitor):
    shown = visitor.page.locator("html")
    visitor.page.emulate_media(color_scheme="dark")
    visitor.logs_in_as("Paul Pierce")
    expect(shown).to_have_css("color-scheme", "dark")
    visitor.page.emulate_media(color_scheme="light")
    expect(shown).to_have_css("color-scheme", "light")
    visitor.page.get_by_label("Appearance").select_option("Dark")
    expect(shown).to_have_css("color-scheme", "dark")
    visitor.page.reload()
    expect(shown).to_have_css("color-scheme", "dark")


def test_a_reload_comes_back_to_the_same_page_and_no_token_is_kept(visitor):
    visitor.logs_in_as("Paul Pierce", "#/projects/autotask")
    settles(visitor)
    kept = visitor.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "eyJ" not in kept  # how every JWT begins
    visitor.page.reload()
    settles(visitor)
    assert visitor.page.url.endswith("#/projects/autotask")
    assert "code=" not in visitor.page.url


def test_who_logs_out_is_out(visitor):
    visitor.logs_in_as("Paul Pierce")
    visitor.button("Log out").click()
    expect(visitor.button("Log in as somebody else")).to_be_visible()
    visitor.page.reload()
    expect(visitor.button("Log in as somebody else")).to_be_visible()


def test_a_session_that_ended_says_so_and_goes_on_where_one_was(visitor, stack):
    addresses = [stack.info.portal_url, visitor.stack.portal_url]
    register_portal(stack.info, redirectUris=addresses, tokenSeconds=-60)
    try:
        visitor.logs_in_as("Paul Pierce", "#/projects/connectwise")
        ended = visitor.page.get_by_role("alertdialog")
        expect(ended).to_contain_text("Your session has ended.")
    finally:
        register_portal(stack.info, redirectUris=addresses)
    ended.get_by_role("button", name="Log in again").click()
    expect(visitor.page.get_by_role("tree").or_(visitor.page.locator(".tree"))).to_be_visible()
    assert visitor.page.url.endswith("#/projects/connectwise")


def test_without_the_api_people_are_told_what_to_do_and_it_comes_back(visitor):
    visitor.logs_in_as("Paul Pierce")
    visitor.page.route("**/v1/**", lambda route: route.abort())
    visitor.goes_to("Projects")
    trouble = visitor.page.get_by_role("alert").first
    expect(trouble).to_contain_text("The service does not answer.")
    expect(trouble).to_contain_text("Check your connection.")
    visitor.page.unroute("**/v1/**")
    trouble.get_by_role("button", name="Try again").click()
    settles(visitor)
    expect(visitor.page.get_by_role("alert")).to_have_count(0)


def test_a_link_from_a_stranger_leads_nowhere_else(visitor):
    visitor.logs_in_as("Paul Pierce", "#//evil.example/%2e%2e?x=https://evil.example")
    assert "evil.example" not in visitor.page.url.partition("#")[0]
    expect(visitor.heading).to_be_visible()


def test_the_first_view_is_small_and_all_of_it_is_ours(visitor, stack):
    sizes, hosts = [], set()

    def came(response):
        if "/portal/" in response.url:
            sizes.append(int(response.headers.get("content-length", "0")))
        hosts.add(response.url.split("/")[2])

    visitor.page.on("response", came)
    visitor.opens()
    expect(visitor.button("Log in").first).to_be_visible()
    assert 0 < sum(sizes) < FIRST_VIEW_BYTES
    assert hosts == {stack.info.portal_url.split("/")[2]}
