import re

import pytest
from playwright.sync_api import expect

from psa_sync.connectors.registry import CONNECTORS
from tests.contract.cases import CASES
from tests.contract.cases.case import right
from tests.e2e.connected_app import ConnectedApp

NAMES = {app: spec.name for app, spec in CONNECTORS.items()}

IMPACT = re.compile(r"\d+ entr(y|ies), .\d+\.\d\d h, \d+ rejections?")
CHOICES = {
    "Imported projects are shown as": "Name only",
    "Tickets and tasks to import": "All that I am assigned to",
    "Time entries are sent": "By hand, with “Sync now”",
}

each_app = pytest.mark.parametrize("app", [case.app for case in CASES])


def fills_in(visitor, fields, credentials):
    for name, label in fields.items():
        visitor.page.get_by_label(label, exact=True).fill(credentials[name])


def form_of(visitor, app, user, *, secret=(True, False)):
    """Labels by field, as the API's form has them: of all fields, or of the secret ones only."""
    token = visitor.stack.mint_token(
        sub=user, account="other-msp", role="admin", email=f"{user}@other-msp.example"
    )
    properties = visitor.api(token).ok("GET", f"/v1/connected-apps/{app}/form")["properties"]
    credentials = visitor.stack.simulators[app].credentials
    return {
        name: properties[name]["title"]
        for name in credentials
        if (properties[name].get("format") == "password") in secret
    }


def test_a_technician_logs_in_and_sees_both_apps_and_who_they_are_there(visitor):
    visitor.logs_in_as("Paul Pierce")
    expect(visitor.heading).to_have_text("Connected apps")
    for name in NAMES.values():
        card = visitor.card(name)
        expect(card).to_contain_text("Active")
        expect(card).to_contain_text("You are Paul Pierce (PPierce)")
        expect(card.get_by_role("link", name="Manage")).to_be_visible()
    visitor.button("Refresh installed connected apps").click()
    expect(visitor.page.get_by_text("The list is up to date.")).to_be_attached()


@each_app
def test_a_wrong_key_is_refused_with_the_reason_and_nothing_is_installed(visitor, app):
    visitor.logs_in_as("Other MSP")
    card = visitor.card(NAMES[app])
    expect(card).to_contain_text("Not installed")
    card.get_by_role("link", name="Install").click()
    wrong = visitor.stack.simulators[app].credentials | {"privateKey": "wrong", "secret": "wrong"}
    fills_in(visitor, form_of(visitor, app, "asks"), wrong)
    visitor.button("Submit").click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("refuses these credentials")
    expect(visitor.page.get_by_text("Missing", exact=True).first).to_be_visible()
    visitor.goes_to("Connected apps")
    expect(visitor.card(NAMES[app])).to_contain_text("Not installed")


@each_app
def test_an_admin_edits_the_connection_and_sees_what_was_checked(visitor, app):
    visitor.logs_in_as("Admin of Alpine IT")
    visitor.card(NAMES[app]).get_by_role("link", name="Manage").click()
    visitor.page.get_by_role("link", name="Edit connection").first.click()
    credentials = visitor.stack.simulators[app].credentials
    for name, label in form_of(visitor, app, "asks", secret=(False,)).items():
        field = visitor.page.get_by_label(label, exact=True)
        expect(field).to_have_value(credentials[name])
    fills_in(visitor, form_of(visitor, app, "asks", secret=(True,)), credentials)
    visitor.button("Submit").click()
    visitor.page.get_by_role("link", name="Overview").click()
    expect(visitor.page.get_by_text(re.compile(r"^\d+ passed$"))).to_be_visible()
    visitor.page.get_by_text(re.compile("Show the .* that passed")).click()
    expect(visitor.page.get_by_text("Fine").first).to_be_visible()


def test_somebody_who_types_an_email_is_told_the_user_name(visitor):
    visitor.logs_in_as("Admin of Alpine IT", "#/apps/autotask/authentication")
    name = visitor.page.get_by_label("Your user name in")
    name.fill("YTanaka@alpine-it.example")
    name.press("Enter")
    expect(visitor.page.get_by_role("alert")).to_contain_text("This is an e-mail address.")
    visitor.button("Use YTanaka instead").click()
    is_told_who_they_are(visitor)
    visitor.button("This is not me").click()
    expect(name).to_be_visible()


@each_app
def test_somebody_authenticates_and_refreshes(visitor, app):
    visitor.logs_in_as("Admin of Alpine IT")
    card = visitor.card(NAMES[app])
    card.get_by_role("link", name="Authenticate now").click()
    name = visitor.page.get_by_label("Your user name in")
    name.fill("YTanaka")
    visitor.button("Authenticate").click()
    is_told_who_they_are(visitor)

    visitor.goes_to("Connected apps")
    visitor.button("Refresh installed connected apps").click()
    expect(card).to_contain_text("You are Yuki Tanaka (YTanaka)")
    card.get_by_role("link", name="Manage").click()
    visitor.page.get_by_role("button", name="Refresh", exact=True).click()
    expect(visitor.page.get_by_role("progressbar", name="Progress")).to_be_visible()
    expect(visitor.page.get_by_text("Done", exact=True)).to_be_visible()

    visitor.page.get_by_role("link", name="Authentication").click()
    visitor.button("This is not me").click()
    expect(name).to_be_visible()


def is_told_who_they_are(visitor):
    told = visitor.page.get_by_role("heading", level=2)
    expect(told).to_have_text("You are Yuki Tanaka (YTanaka)")


@each_app
def test_a_setting_says_what_it_touches_before_it_is_made(visitor, app):
    visitor.logs_in_as("Admin of Alpine IT", f"#/apps/{app}/settings")
    dialog = visitor.page.get_by_role("dialog")
    for label, choice, before in (
        ("Round booked time up to", "30 min", "0"),
        ("Billing, if left open", "Do not bill", "default"),
    ):
        visitor.page.get_by_label(label).select_option(choice)
        visitor.button("Save …").last.click()
        expect(dialog).to_contain_text(IMPACT)
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).not_to_be_attached()
        visitor.button("Discard").click()
        expect(visitor.page.get_by_label(label)).to_have_value(before)


@each_app
def test_a_technician_chooses_for_themselves_and_not_for_all(visitor, app):
    visitor.logs_in_as("Ahmed Hassan", f"#/apps/{app}/settings")
    expect(visitor.page.get_by_label("Direction")).to_be_disabled()
    for label in CHOICES:  # one's own stand first, once both are there
        expect(visitor.page.get_by_label(label)).to_have_count(2)
    mine = [visitor.page.get_by_label(label).first for label in CHOICES]
    for chosen in (CHOICES.values(), ["As for everybody"] * len(CHOICES)):
        for field, choice in zip(mine, chosen, strict=True):
            field.select_option(choice)
        visitor.button("Save …").click()
        visitor.button("Apply").click()
        expect(visitor.page.get_by_text("Saved.")).to_be_visible()


@each_app
def test_what_only_admins_may_do_is_not_shown_to_a_technician(visitor, app):
    visitor.logs_in_as("Paul Pierce", f"#/apps/{app}")
    expect(visitor.page.get_by_role("button", name="Refresh", exact=True)).to_be_enabled()
    for name in ("Refresh for everybody", "Check again", "Uninstall"):
        expect(visitor.button(name)).to_have_count(0)
    expect(visitor.page.get_by_role("link", name="Edit connection")).to_have_count(0)
    visitor.opens(f"#/apps/{app}/connection")
    expect(visitor.page.get_by_text("Only an admin can change this.")).to_be_visible()
    expect(visitor.button("Submit")).to_have_count(0)


def test_a_right_that_is_taken_away_is_found_and_gone_once_it_is_back(visitor, admin, psa):
    app, wanted = ConnectedApp(admin, psa), psa.case.rights["create"]
    visitor.logs_in_as("Admin of Alpine IT", f"#/apps/{psa.app}")
    psa.control("POST", "/set", right(wanted, allowed=False))
    try:
        visitor.button("Check again").click()
        expect(visitor.page.get_by_text("1 thing to fix")).to_be_visible()
        missing = visitor.page.get_by_role("listitem").filter(has_text="Missing")
        for part in ("What to do", "Who can fix it", "An admin of your company", "Where"):
            expect(missing).to_contain_text(part)
        expect(visitor.page.get_by_text("A right is missing").first).to_be_visible()
        psa.control("POST", "/set", right(wanted, allowed=True))
        visitor.button("Check again").click()
        expect(visitor.page.get_by_text("1 thing to fix")).to_have_count(0)
        expect(visitor.page.get_by_text("Active", exact=True).first).to_be_visible()
    finally:
        psa.control("POST", "/set", right(wanted, allowed=True))
        assert app.checks()["ok"]


@each_app
def test_uninstalling_says_what_stays_and_can_be_thought_over(visitor, app):
    visitor.logs_in_as("Admin of Alpine IT", f"#/apps/{app}")
    visitor.button("Uninstall").click()
    dialog = visitor.page.get_by_role("dialog", name=f"Uninstall {NAMES[app]}?")
    expect(dialog).to_contain_text("Time entries stay, here and in the PSA.")
    visitor.page.keyboard.press("Escape")
    expect(dialog).not_to_be_attached()
    expect(visitor.button("Uninstall")).to_be_focused()


def test_an_admin_uninstalls_and_installs_again_and_everything_is_found(
    visitor, admin, psa, technician
):
    app = ConnectedApp(admin, psa)
    technician.waits_until_synced(technician.books())
    name = NAMES[psa.app]
    visitor.logs_in_as("Admin of Alpine IT", f"#/apps/{psa.app}")
    visitor.button("Uninstall").click()
    try:
        visitor.page.get_by_role("dialog").get_by_role("button", name="Uninstall").click()
        expect(visitor.heading).to_have_text("Connected apps")
        expect(visitor.card(name)).to_contain_text("Not installed")

        visitor.card(name).get_by_role("link", name="Install").click()
        fills_in(visitor, form_of(visitor, psa.app, "asks"), app.keys)
        visitor.button("Submit").click()
        expect(visitor.page.get_by_label("Your user name in")).to_be_visible()
        visitor.goes_to("Connected apps")
        expect(visitor.card(name)).to_contain_text("Active")
    finally:
        if not app.shown()["installed"]:
            assert app.submits().ok
    technician.waits_until_synced(technician.books())
