"""Regular expressions that search people's words take no longer than the words are long.

A search for "any number of these, then that" goes through a long run of these once from each of its
characters: notes of 32,000 blanks once kept a worker busy for 14 seconds.
"""

import ast
from pathlib import Path
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

ROOT = Path(__file__).parents[2]
FROM_THE_START = {"fullmatch", "match"}
"""What looks from one place only."""


def searched() -> dict[str, str]:
    """Each pattern that is searched for, by its file and name."""
    found = {}
    for folder in ("shared/psa_sync", "functions"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            uses = {
                (ast.unparse(node.value), node.attr)
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute)
            }
            for node in ast.walk(tree):
                match node:
                    case ast.AnnAssign(
                        target=ast.Name(id=name),
                        value=ast.Call(func=func, args=[ast.Constant(value=str(pattern)), *_]),
                    ) if ast.unparse(func) == "re.compile":
                        if {how for what, how in uses if what == name} - FROM_THE_START:
                            found[f"{path.relative_to(ROOT)}: {name}"] = pattern
    return found


def begins_without_end(pattern: str) -> bool:
    """Tell whether a search has to try each place of a run that may be as long as the text."""
    (kind, detail), *rest = parser.parse(pattern)
    repeats = kind in {parser.MAX_REPEAT, parser.MIN_REPEAT}
    return bool(rest) and repeats and detail[1] is parser.MAXREPEAT


@pytest.mark.parametrize("pattern", searched().values(), ids=searched())
def test_no_search_begins_with_any_number_of_something(pattern):
    assert not begins_without_end(pattern)


def test_the_rule_sees_what_it_is_to_forbid():
    assert begins_without_end(r"\s*MT-")
    assert begins_without_end(r"[ab]+?$")
    assert not begins_without_end(r"\s+")
    assert not begins_without_end(r"x\s*y")
    assert {name.split()[-1] for name in searched()} >= {"_PATTERN", "_CUT"}
