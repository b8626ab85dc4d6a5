"""A further PSA is a line in the registry: nothing else lists the ones there are."""

import ast
from pathlib import Path

import pytest

from psa_sync.connectors.registry import CONNECTORS

ROOT = Path(__file__).parents[2]
FOLDERS = ("shared", "functions", "local", "tests")
THE_LIST = ROOT / "local" / "simulated_psas" / "__init__.py"
RIGHTS = ROOT / "tests" / "contract" / "rights"
"""How rights are taken away differs so much that each vendor's ways are written out there."""
MADE_UP = {ROOT / "tests" / "local" / "test_stack_file.py"}
"""Where a made-up stack stands that need not be ours."""
PORTS = ROOT / "tests" / "contract" / "ports"
CONTRACT = sorted(
    path
    for path in (ROOT / "tests" / "contract").glob("**/*.py")
    if path.parent not in {PORTS, RIGHTS} and not any(app in path.stem for app in CONNECTORS)
)


def modules():
    found = {path for folder in FOLDERS for path in (ROOT / folder).glob("**/*.py")}
    return sorted(found - {THE_LIST, RIGHTS / "ways.py"} - MADE_UP)


def words(nodes):
    return {node.value for node in nodes if isinstance(node, ast.Constant)}


def lists_of(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            yield node.lineno, words(node.elts)
        elif isinstance(node, ast.Dict):
            yield node.lineno, words(key for key in node.keys if key is not None)


def test_no_module_lists_the_psas_beside_the_registry():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules()
        for line, named in lists_of(ast.parse(path.read_text(encoding="utf-8")))
        if len(named & CONNECTORS.keys()) > 1
    ]
    assert found == []


@pytest.mark.parametrize("path", CONTRACT, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_every_connector_must_pass_names_none(path):
    texts = words(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    named = {text for text in texts if isinstance(text, str) and text.split(":")[0] in CONNECTORS}
    assert named == set()
