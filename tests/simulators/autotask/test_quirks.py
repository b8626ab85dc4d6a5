"""The same scenes with every quirk the other way round: each changes what it is about, no more."""

from dataclasses import dataclass

import pytest
import requests

from local.simulators.autotask import quirks
from local.simulators.autotask.app import VENDOR, create_app
from local.simulators.server import running
from tests.simulators.autotask.conftest import NOW
from tests.simulators.autotask.scenes import SCENES
from tests.simulators.autotask.tenant_client import API, HEADERS, Autotask, Clock
from tests.simulators.receiver import Receiver, receiving

CHANGES = {
    "checks_integration_code": {"wrong_integration_code"},
    "wrong_secret_answers_500": {"wrong_secret"},
    "locks_account": {"many_wrong_secrets"},
    "drops_unknown_operators": {"unknown_operator"},
    "refuses_empty_filter": {"no_clauses"},
    "refuses_missing_value": {"no_value"},
    "ignores_case_of_strings": {"other_case"},
    "empty_never_matches": {"compared_with_nothing"},
    "utc_without_designator": {"a_date_as_shown"},
    "odd_role_spelling": {"a_ticket_as_shown"},
    "filters_by_day": {"changed_later_today"},
    "queries_notes": {"time_by_its_notes"},
    "refuses_large_pages": {"a_page_of_a_thousand"},
    "request_count_is_total": {"counted_beside_a_page"},
    "lists_without_files": {"a_file_as_listed"},
    "missing_item_is_404": {"an_id_that_is_not_there"},
    "restricted_reads_are_empty": {"without_the_right_to_read"},
    "missing_rights_answer_403": {"without_the_right_to_read"},
    "errors_are_objects": {"a_refusal_as_shown"},
    "delete_answers_204": {"a_deleted_row"},
    "limits_threads": {"four_calls_at_once"},
    "thread_limit_answers_429": {"four_calls_at_once"},
    "enforces_hourly_limit": {"a_full_hour"},
    "omits_retry_after": {"told_to_wait"},
    "sends_unescaped_body": {"a_webhook_as_sent"},
    "spells_person_id": {"a_webhook_as_sent"},
    "deactivation_on_main_url": {"a_webhook_as_sent"},
    "refuses_twin_webhooks": {"a_webhook_twice"},
    "replaces_characters": {"strange_characters"},
    "ticket_gate_is_service_desk_roles": {"somebody_elses_role"},
    "mirrors_work_type": {"work_type_of_a_ticket"},
    "proxy_time_entry": {"booked_by_the_api_user"},
    "proxy_for_administrators": {"booked_by_the_api_user"},
    "refuses_utc_midnight": {"across_midnight"},
    "refuses_complete_tickets": {"on_a_complete_ticket"},
    "tasks_need_window": {"hours_on_a_task"},
    "notes_required": {"without_notes"},
    "splits_after_hours": {"beyond_business_hours"},
    "applies_contract_exclusions": {"excluded_from_its_contract"},
    "drops_expired_contracts": {"after_its_contract_ended"},
    "approves_contract_time": {
        "approved_with_its_contract", "changed_to_what_it_was", "given_to_somebody_else",
        "a_delete_in_the_log",
    },
    "refuses_overlaps": {"beside_other_time"},
    "refuses_future_time": {"next_week"},
    "refuses_old_time": {"last_spring"},
    "refuses_long_texts": {"a_long_title"},
    "keeps_modified_on_no_change": {"changed_to_what_it_was"},
    "ignores_resource_change": {"given_to_somebody_else"},
    "posting_touches_row": {"posted"},
    "approval_touches_rows": {"submitted"},
    "impersonated_ticket_patch_fails": {"changed_in_somebody_elses_name"},
    "hides_non_billable": {"not_billable"},
    "late_deletion_log": {"a_delete_in_the_log"},
}  # fmt: skip


@dataclass
class Stage:
    autotask: Autotask
    receiver: Receiver

    def sent(self):
        return self.autotask.control("GET", "/webhooks").json()["items"]

    def fresh_call(self, path):
        return requests.get(f"{self.autotask.url}{API}{path}", headers=HEADERS, timeout=10)

    def plays(self, *, other_way=None):
        """Play all scenes on the seed, one quirk the other way round; give their outcomes."""
        self.autotask.clock.at = NOW
        self.autotask.control("POST", "/reset", {})
        self.autotask.forget_webhooks()
        self.autotask.control("POST", "/reset", {})
        if other_way is not None:
            self.autotask.quirk(other_way.name, on=not other_way.on)
        return {name: play(self) for name, play in SCENES.items()}


@pytest.fixture(scope="module")
def stage():
    clock = Clock(NOW)
    app = create_app(clock, entries_per_day=(1, 1), webhook_pace=0.0)
    with running(app) as url, receiving() as receiver:
        yield Stage(Autotask(url, app[VENDOR], clock, []), receiver)


@pytest.fixture(scope="module")
def usual(stage):
    return stage.plays()


def test_every_quirk_is_expected_to_change_something():
    assert set(CHANGES) == {quirk.name for quirk in quirks.ALL}
    assert all(CHANGES.values())
    assert {name for names in CHANGES.values() for name in names} <= set(SCENES)


def test_the_scenes_play_the_same_twice(stage, usual):
    assert stage.plays() == usual


@pytest.mark.parametrize("quirk", quirks.ALL, ids=lambda quirk: quirk.name)
def test_a_quirk_changes_what_it_is_about(stage, usual, quirk):
    outcomes = stage.plays(other_way=quirk)
    changed = {name for name in SCENES if outcomes[name] != usual[name]}
    assert changed == CHANGES[quirk.name]
