"""The page of all problems is the one that the code makes."""

from pathlib import Path

import pytest

from functions.memtime_api.problems_page import text
from functions.memtime_api.refusals import REFUSALS
from psa_sync.domain.problem import PROBLEMS

PAGE = Path(__file__).parents[3] / "docs" / "problems.md"


def rows(columns):
    cells = [line.strip("| ").split(" | ") for line in text().splitlines() if line[:3] == "| `"]
    return {row[0].strip("`"): row for row in cells if len(row) in columns}


def test_the_page_is_the_one_that_the_code_makes():
    assert PAGE.read_text(encoding="utf-8") == text(), "run make openapi"


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_is_on_the_page_with_its_fix(code):
    row = rows({5, 6})[code]
    assert row[1:3] == [PROBLEMS[code].message, PROBLEMS[code].fix]
    assert (row[-1].removesuffix(" |") == "yes") == PROBLEMS[code].retryable


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_is_on_the_page_with_its_status(code):
    assert rows({4})[code][1] == str(REFUSALS[code].status)
