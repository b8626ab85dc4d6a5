"""Notes in the characters that Autotask keeps, and what is told of those it does not."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psa_sync.connectors.autotask.adaptations import adaptations
from psa_sync.connectors.autotask.mapper import to_autotask
from psa_sync.connectors.autotask.windows_1252 import fitted
from psa_sync.domain.content import Group
from psa_sync.domain.marker import find_marker
from tests.unit.connectors.autotask.stories import a_draft

NOTES = frozenset({Group.NOTES})


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Grüße, naïve €5 – “ok” … ™", "Grüße, naïve €5 – “ok” … ™"),
        ("a → b ✓ c ≤ d", "a -> b + c <= d"),
        ("Lőrinc Wałęsa Dvořák", "Lorinc Walesa Dvorák"),
        ("e\u0301", "é"),
        ("ﬁne ²", "fine ²"),
        ("中文 Привет", "?? ??????"),
        ("🚀\ufe0f done", "? done"),
        ("one\r\ntwo\tthree", "one\r\ntwo\tthree"),
        ("a\x00b\x07c\u200bd", "abcd"),
        ("a\u202fb\u2003c\xa0d", "a b c\xa0d"),
        ("", ""),
    ],
)
def test_what_can_be_said_otherwise_is_and_the_rest_is_a_question_mark(text, kept):
    assert fitted(text).text == kept


@given(st.text())
def test_everything_that_is_sent_is_kept_as_it_is_and_stays_as_it_is(text):
    sent = fitted(text).text
    assert sent.encode("cp1252").decode("cp1252") == sent
    assert fitted(sent).text == sent
    lost = sent.count("?") - text.count("?")
    assert lost <= 0 or any(put == "?" for _, put in fitted(text).changed)


def test_each_character_that_is_written_otherwise_is_told_once():
    draft = a_draft(notes="a → b → c", internal_notes="✓")
    assert adaptations(draft, NOTES) == (
        "Autotask keeps Western European characters only and has → as ->, ✓ as +.",
    )
    assert adaptations(draft, frozenset({Group.TIME})) == ()
    (words,) = adaptations(a_draft(notes="абвгдежзийклмнопрст"), NOTES)
    assert words.count(" as ?") == 12
    assert words.endswith(", ….")


def test_a_break_is_told():
    draft = a_draft(break_seconds=1800)
    (words,) = adaptations(draft, frozenset(Group))
    assert words == "Autotask has no breaks: there the entry ends 0:30:00 earlier."
    body = to_autotask(draft, frozenset({Group.TIME}), None)
    ends = draft.content.end - timedelta(minutes=30)
    assert body["endDateTime"] == ends.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_marker_stays_last_and_readable_whatever_the_notes_hold():
    body = to_autotask(a_draft(internal_notes="🚀 中文"), NOTES, None)
    assert body["internalNotes"].startswith("? ?? MT-")
    assert find_marker(body["internalNotes"]) == a_draft().marker
