"""Every state, and every line of history, has a sentence for the person whose time it is."""

import ast

import pytest

from psa_sync.domain.entry import SyncState
from psa_sync.domain.explanation import EVENTS, NOTHING_TO_DO, STATES, explained, sentence_of
from psa_sync.domain.problem import PROBLEMS
from tests.builders import NOW, a_problem, an_entry
from tests.infrastructure.source_tree import modules, tree


def words_in(path):
    """The words with which the module tells the history."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
        given = {one.arg: one.value for one in node.keywords}
        word = given.get("what") if name == "Event" else next(iter(node.args), None)
        if name in {"Event", "event"} and isinstance(word, ast.Constant):
            yield word.value


def told():
    engine = [path for path in modules("shared") if {"domain", "sync"} & set(path.parts)]
    return {word for path in engine for word in words_in(path)}


@pytest.mark.parametrize("state", SyncState)
def test_a_state_is_explained_for_an_entry_and_for_its_delete(state):
    words = STATES[state]
    for sentence in (words.summary, words.deleted, words.cause, words.fix):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    assert words.summary != words.deleted
    assert (words.who is None) == (words.where is None)
    assert explained(an_entry(), state).summary == words.summary
    assert explained(an_entry(deleted_at=NOW), state).summary == words.deleted


def test_an_entry_without_a_problem_asks_nobody_to_do_anything():
    found = explained(an_entry(), SyncState.SYNCED)
    assert (found.fix, found.who, found.where) == (NOTHING_TO_DO, None, None)
    assert found.cause


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_says_the_cause_the_fix_and_who_mends_it(code):
    problem = a_problem(code=code, detail="in the PSA's words")
    found = explained(an_entry(problem=problem), SyncState.WAITING)
    kind = PROBLEMS[code]
    assert (found.fix, found.who, found.where) == (kind.fix, kind.who, kind.where)
    assert found.cause == problem.message
    assert found.summary == STATES[SyncState.WAITING].summary


def test_every_word_of_the_history_has_its_sentence():
    assert len(told()) > 15
    assert told() - set(EVENTS) == set()
    for sentence in EVENTS.values():
        assert sentence[0].isupper()
        assert sentence.endswith(".")


def test_no_sentence_is_kept_for_a_word_that_nobody_tells():
    assert set(EVENTS) - told() == set()


def test_a_word_of_a_newer_release_stands_for_itself():
    assert sentence_of("billed_twice") == "Billed twice."
