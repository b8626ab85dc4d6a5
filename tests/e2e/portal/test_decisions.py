"""What a person decides: which side of a conflict stays, when drafts go, what is deleted."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from local.api_client import wait_for
from psa_sync.connectors.registry import CONNECTORS
from tests.contract.cases import CASES
from tests.e2e.portal.week_page import WeekPage
from tests.e2e.simulated_psa import ARRIVES_SECONDS
from tests.e2e.technician import Technician

GONE_AT_ONCE = 20
SIDES = {"memtime": "In Memtime", "psa": "In the PSA"}


@pytest.fixture
def words():
    """What each side calls the work; no other entry has these words."""
    return {side: f"{name}, {uuid4().hex[:8]}" for side, name in SIDES.items()}


@pytest.fixture
def torn(drafting, psa, admin, words):
    """An entry that both sides have changed, where people are asked which change stays."""
    settings = f"/v1/connected-apps/{psa.app}/settings"
    admin.ok("PATCH", settings, {"conflictPolicy": "ask", "confirm": True})
    entry_id = drafting.books(notes="first words")
    drafting.syncs_now()
    drafting.waits_until_synced(entry_id)
    drafting.changes(entry_id, notes=words["memtime"])
    psa.person_edits(psa.rows_of(entry_id)[0], words["psa"])
    drafting.waits_for_state(entry_id, "conflict")
    yield drafting.sees(entry_id)
    admin.ok("PATCH", settings, {"conflictPolicy": "psa_wins", "confirm": True})


def keeps(place, side, words):
    """Read both sides, and press the button of one."""
    sides = {one: place.get_by_role("region", name=name) for one, name in SIDES.items()}
    for one, shown in sides.items():
        expect(shown).to_contain_text(words[one])
    sides[side].get_by_role("button").click()


def stands_on_both_sides(technician, psa, entry_id, notes):
    technician.syncs_now()
    assert technician.waits_until_synced(entry_id)["notes"] == notes
    assert notes in psa.notes(psa.rows_of(entry_id)[0])


def test_a_conflict_is_shown_side_by_side_and_one_side_is_kept(visitor, torn, words, drafting, psa):
    kept = "memtime" if psa.case is CASES[0] else "psa"
    visitor.logs_in_as("Paul Pierce", "#/problems")
    chooses = visitor.page.locator(f'a[href="#/problems/{torn["id"]}"]')
    expect(chooses).to_have_text("Choose the side to keep")
    chooses.click()
    keeps(visitor.page, kept, words)
    expect(visitor.page.get_by_text("Both sides changed the same")).to_have_count(0)
    stands_on_both_sides(drafting, psa, torn["id"], words[kept])


def test_a_conflict_is_seen_and_decided_in_the_week(visitor, torn, words, drafting, psa):
    kept = "psa" if psa.case is CASES[0] else "memtime"
    week = WeekPage(visitor)
    week.opens("Paul Pierce", torn["start"][:10])
    week.stands(words["memtime"], "Both sides changed")
    week.entry(words["memtime"]).click()
    keeps(week.form, kept, words)
    expect(week.form).not_to_be_attached()
    expect(week.entry(words[kept])).not_to_contain_text("Both sides changed")
    stands_on_both_sides(drafting, psa, torn["id"], words[kept])


def test_a_draft_waits_in_the_week_until_somebody_says_sync_now(visitor, drafting, psa):
    notes = f"sent by hand, {uuid4().hex[:8]}"
    entry = drafting.sees(drafting.books(notes=notes))
    week = WeekPage(visitor)
    week.opens("Paul Pierce", entry["start"][:10])
    week.stands(notes, "Draft")
    assert psa.rows_of(entry["id"]) == []
    visitor.button("Sync now").click()
    week.stands(notes, "In the PSA")
    expect(visitor.button("Sync now")).to_have_count(0)
    assert len(psa.rows_of(entry["id"])) == 1


@pytest.fixture
def emptied(stack, psas, admin):
    """Somebody whose time is gone from the PSA at once, so that nobody believes it."""
    psa, person = psas[CASES[-1].app], stack.info.tokens.members[-1]
    technician = Technician(stack.api(person.token), person, psa.app)
    psa.breaks("drop_webhooks")
    for row in psa.rows_by(technician.psa_user_id())[-GONE_AT_ONCE:]:
        psa.person_deletes(row)
    stack.info.run_schedule("reconcile")
    path = f"/v1/connected-apps/{psa.app}/brake"
    wait_for("the brake", lambda: admin.ok("GET", path)["count"] >= GONE_AT_ONCE, ARRIVES_SECONDS)
    return technician, psa


def test_so_much_is_gone_at_once_that_an_admin_decides(visitor, emptied):
    technician, psa = emptied
    before = psa.rows_by(technician.psa_user_id())
    visitor.logs_in_as("Admin of Alpine IT", "#/problems")
    card = visitor.page.get_by_role("listitem").filter(has_text="gone from the PSA at once")
    expect(card).to_contain_text(CONNECTORS[psa.case.app].name)
    expect(card.get_by_role("button", name="They are meant to be gone")).to_be_visible()
    card.get_by_role("button", name="It was a mistake").click()
    dialog = visitor.page.get_by_role("dialog")
    expect(dialog).to_contain_text("their rows are made again in the PSA")
    dialog.get_by_role("button", name="Yes, do it").click()
    expect(card).to_have_count(0)

    def made_anew():
        return len(psa.rows_by(technician.psa_user_id())) >= len(before) + GONE_AT_ONCE

    wait_for("the rows", made_anew, ARRIVES_SECONDS)
