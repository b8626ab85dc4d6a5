"""The page of permissions is the one that the code makes."""

from pathlib import Path

import pytest

from psa_sync.connectors.permissions_page import text
from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.permission import IN_USE, needed

PAGE = Path(__file__).parents[3] / "docs" / "permissions.md"
each_app = pytest.mark.parametrize("app", CONNECTORS)


def section(app):
    """The lines about one PSA."""
    _, _, rest = text().partition(f"## {CONNECTORS[app].name}\n")
    return rest.partition("\n## ")[0].splitlines()


def test_the_page_is_the_one_that_the_code_makes():
    assert PAGE.read_text(encoding="utf-8") == text(), "run make openapi"


@each_app
def test_each_right_is_one_line_with_level_and_purpose(app):
    rows = [line.strip("| ").split(" | ") for line in section(app) if line.startswith("| ")]
    listed = [row for row in rows if row[-1] in {"fails", "warns"}]
    asked_for = needed(CONNECTORS[app].permissions.permissions, IN_USE)
    assert [row[:4] for row in listed] == [
        [one.area, one.name, f"{one.verb}: {one.level}", one.purpose] for one in asked_for
    ]
    assert [row[4] == "fails" for row in listed] == [one.required for one in asked_for]


@each_app
def test_parts_of_which_nothing_is_needed_and_settings_beside_are_named(app):
    guide, lines = CONNECTORS[app].permissions, section(app)
    used = {one.area for one in needed(guide.permissions, IN_USE)}
    assert used <= set(guide.areas)
    (without, *_) = [line for line in lines if line.startswith("Nothing is needed of")] or [""]
    assert all(area in without for area in set(guide.areas) - used)
    for cells in guide.beside:
        assert f"| {' | '.join(cells)} |" in lines
