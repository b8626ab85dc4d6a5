"""What the API says to people is said in German, too: each code, each sentence, and no other."""

import ast
import json
import re
from pathlib import Path

import pytest

from functions.memtime_api.bodies import _CODES, OUR_CODES
from functions.memtime_api.refusals import REFUSALS
from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.connection_view import SENTENCES
from psa_sync.domain.explanation import EVENTS, STATES
from psa_sync.domain.problem import PROBLEMS
from psa_sync.domain.second_rows import REASONS
from psa_sync.domain.timesheet_causes import CAUSES
from psa_sync.sync.key_refused import key_refused
from tests.infrastructure.sentences import (
    GAP,
    errors_words,
    everything_written,
    sentences,
    template,
)
from tests.infrastructure.source_tree import ROOT, modules, tree

WORDS = ROOT / "portal" / "src" / "words" / "said" / "de"
MAX_LINES = 300
SPEAKERS = (
    *(f"connectors/connectwise/{name}.py" for name in ("identity", "preflight", "scope")),
    *(f"connectors/connectwise/{name}.py" for name in ("rules", "ticket_items")),
    *(f"connectors/autotask/{name}.py" for name in ("entity_rights", "preflight", "rules")),
    *(f"connectors/autotask/{name}.py" for name in ("adaptations", "parents", "work_rows")),
    "connectors/side_by_side.py",
    "domain/permission.py",
    "domain/receipts.py",
    "sync/key_refused.py",
)
"""Modules that say checks, rules, and why something takes no time."""
FOR_NOBODY = {
    "nobody can tell whether a right is missing: {}",  # a line of the log
    "work items",  # the name of a feature
    "{} as {}",  # a list within a sentence
    "fields of the public API description",  # where a rule is from
    "measured on live tenants by integrators",
    "none of the fields that we watch can be watched",  # a hook's, never an entry's
}
GERMAN_GAP = re.compile(r"\{(\d)\}")
SHORT_GAP = re.compile(r"\{[^}]*\}")


def words(name):
    return json.loads((WORDS / f"{name}.json").read_text(encoding="utf-8"))


def of_apps():
    return {path.stem: words(f"apps/{path.stem}") for path in (WORDS / "apps").glob("*.json")}


def composed():
    """All sentences with a form of their own, by their English."""
    return words("sentences") | {
        english: german
        for one in of_apps().values()
        for english, german in one["sentences"].items()
    }


def put_together():
    """What is made of several texts, and the pieces of it."""
    found = words("composed")
    return found["sentences"] | found["pieces"]


def lacking(wanted, found):
    """What has no German, and what German there is of nothing."""
    return sorted(set(wanted) - set(found)), sorted(set(found) - set(wanted))


@pytest.mark.parametrize(
    ("name", "table"),
    [("problems", PROBLEMS), ("refusals", REFUSALS), ("causes", CAUSES)],
)
def test_every_code_of_the_tables_is_said_in_german_and_no_other(name, table):
    assert lacking(table, words(name)) == ([], [])


def test_every_state_and_every_line_of_an_entrys_story_is_said_in_german():
    story = words("story")
    assert lacking([state.value for state in STATES], story["states"]) == ([], [])
    assert lacking(EVENTS, story["events"]) == ([], [])


def test_every_code_of_a_wrong_field_is_said_in_german():
    raised = {
        code
        for path in modules("functions")
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "wrong_field"
        if (code := template(call.args[1])) is not None
    }
    codes = OUR_CODES | set(_CODES.values()) | raised | {"invalid_value"}
    assert lacking(codes, words("fields")["codes"]) == ([], [])


def test_every_place_of_ours_is_named_in_german():
    kinds = [*PROBLEMS.values(), *CAUSES.values()]
    places = {kind.where for kind in kinds} | {key_refused("").where}
    places |= {state.where for state in STATES.values() if state.where}
    assert lacking(places, words("places")) == ([], [])


def test_every_connector_has_its_german_file_with_the_form_of_its_install():
    assert lacking(CONNECTORS, of_apps()) == ([], [])
    for app, spec in CONNECTORS.items():
        form = of_apps()[app]["form"]
        assert lacking(spec.form["properties"], form) == ([], [])
        assert all(field.keys() == {"title", "description"} for field in form.values())


def test_every_right_says_in_german_what_it_is_needed_for():
    for app, spec in CONNECTORS.items():
        purposes = {one.purpose for one in spec.permissions.permissions}
        german = [SHORT_GAP.sub("(.+)", one) for one in of_apps()[app]["sentences"]]
        assert [one for one in purposes if not any(re.fullmatch(way, one) for way in german)] == []


def test_every_state_of_a_connection_is_said_in_german():
    states = {SHORT_GAP.sub(GAP, sentence) for sentence in SENTENCES.values()}
    assert states | set(REASONS.values()) <= words("sentences").keys()


@pytest.mark.parametrize("module", SPEAKERS)
def test_every_check_rule_and_reason_is_said_in_german(module):
    said = sentences(Path("shared/psa_sync") / module)
    assert said
    assert sorted(said - composed().keys() - FOR_NOBODY) == []


def test_what_is_said_of_keys_and_entries_without_asking_the_psa_is_said_in_german():
    said = errors_words("CredentialsError", "RejectedError")
    assert len(said) > 15
    assert sorted(said - composed().keys() - FOR_NOBODY) == []


def test_german_knows_no_sentence_that_nobody_says():
    said = everything_written() | {SHORT_GAP.sub(GAP, one) for one in SENTENCES.values()}
    assert sorted(composed().keys() - said) == []
    # These are put together of several texts, which stand in the code one by one.
    pieces = {piece.strip(" ():;,") for one in put_together() for piece in one.split(GAP)}
    assert [one for one in sorted(pieces) if not any(one in text for text in said)] == []


def test_what_is_for_nobody_is_still_written():
    assert sorted(FOR_NOBODY - everything_written()) == []


def test_german_fills_only_gaps_that_there_are():
    for english, german in (composed() | put_together()).items():
        gaps = set(range(1, english.count(GAP) + 1))
        assert {int(one) for one in GERMAN_GAP.findall(german)} <= gaps, english
        assert GAP not in german, english


def test_each_file_of_german_words_can_be_read_at_once():
    sizes = {path.name: len(path.read_text("utf-8").splitlines()) for path in WORDS.rglob("*.json")}
    assert len(sizes) > len(CONNECTORS)
    assert {name: lines for name, lines in sizes.items() if lines > MAX_LINES} == {}


def test_the_list_of_the_connectors_german_files_is_whole():
    listed = re.findall(r"from './(\w+)\.json'", (WORDS / "apps" / "index.ts").read_text("utf-8"))
    assert sorted(listed) == sorted(CONNECTORS)
