"""Nothing that Autotask is known to say ends in the words "the PSA refused the entry"."""

import json
import string

import pytest

from local.simulators.autotask import entities, refusals
from psa_sync.connectors.autotask.answers import error_of
from psa_sync.connectors.autotask.refusal_words import MEANINGS, UNKNOWN
from psa_sync.connectors.http import Response
from psa_sync.domain.errors import RejectedError, SyncError
from psa_sync.domain.problem import PROBLEMS, Problem, Who
from tests.builders import NOW

SECRETS = ("api@tenant.example", "the-secret")
OF_A_TIME_ENTRY = [field.name for field in entities.BY_NAME["TimeEntry"].fields]
SAMPLES = {
    "field": OF_A_TIME_ENTRY,
    "entity": ["Resource", "TimeEntry"],
    "action": ["create", "update", "delete", "query"],
    "kind": ["int", "float", "bit"],
}
MENDED_BY_AN_ADMIN = {code for code, kind in PROBLEMS.items() if kind.who is Who.MSP_ADMIN} - {
    "entry_locked"
}


def told(refusal):
    """The refusal with its places filled in, in every way that makes a difference."""
    names = {name for _, name, _, _ in string.Formatter().parse(refusal.text) if name}
    texts: list[dict[str, str]] = [{}]
    for name in sorted(names):
        texts = [one | {name: value} for one in texts for value in SAMPLES.get(name, ["x"])]
    return sorted({refusal.said(**values) for values in texts})


EVERY = [
    pytest.param(refusal, text, id=f"{refusal.name}-{number}")
    for refusal in refusals.ALL
    for number, text in enumerate(told(refusal))
]


def follows(status, text, *, framework=False):
    body = {"Message": text} if framework else {"errors": [text]}
    raw = json.dumps(body).encode() if text else b""
    return error_of(Response(status, {}, raw), writes=True, now=NOW, secrets=SECRETS)


@pytest.mark.parametrize(("refusal", "text"), EVERY)
def test_each_refusal_of_the_simulator_is_understood(refusal, text):
    error = follows(refusal.status, text, framework=refusal.framework)
    assert isinstance(error, SyncError)
    if not isinstance(error, RejectedError):
        return  # the key, a limit, or a row that is gone: other classes say what follows
    assert error.code in PROBLEMS
    assert error.code != UNKNOWN, text
    problem = Problem(code=error.code, since=NOW, detail=error.vendor_words, place=error.place)
    assert text in problem.message
    assert problem.kind.fix
    assert problem.where


def test_what_only_an_admin_of_autotask_can_mend_names_the_menu():
    menuless = {one.code for one in MEANINGS if ">" not in one.place} & MENDED_BY_AN_ADMIN
    # The key is mended in Memtime; which field a tenant requires, and where, nobody can know.
    assert menuless == {"credentials_refused", "field_required"}
    assert all(one.source for one in MEANINGS)


def test_each_meaning_is_met_by_what_somebody_wrote_down():
    said = [text for refusal in refusals.ALL for text in told(refusal)]
    lonely = [one.words for one in MEANINGS if not any(map(one.pattern.search, said))]
    assert lonely == ["deadlock"]  # the simulator's tables are never contended


@pytest.mark.parametrize("text", ["Sprocket misaligned for api@tenant.example", "<b>Nein</b>"])
def test_what_nobody_has_met_keeps_its_own_words_without_the_key(text):
    error = follows(500, text)
    assert isinstance(error, RejectedError)
    assert error.code == UNKNOWN
    assert error.vendor_words == text.replace("api@tenant.example", "••••")
    shown = Problem(code=error.code, since=NOW, detail=error.vendor_words).message
    assert error.vendor_words in shown
    assert "api@tenant.example" not in shown
