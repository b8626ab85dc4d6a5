import ast
from pathlib import Path

import pytest

from local.simulators.connectwise import refusals

FOLDER = Path(refusals.__file__).parent


def test_every_refusal_has_a_name_of_its_own_and_a_source():
    names = [refusal.name for refusal in refusals.ALL]
    assert len(set(names)) == len(names) > 40
    assert all(refusal.text and refusal.source for refusal in refusals.ALL)


def test_verbatim_texts_are_told_from_chosen_ones():
    verbatim = {refusal.name for refusal in refusals.ALL if refusal.is_verbatim}
    assert {"unsupported_format", "role_not_at_location", "cannot_route"} <= verbatim
    assert not {"locked", "status_takes_no_time"} & verbatim


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.name)
def test_no_module_invents_a_refusal_beside_the_table(path):
    if path.name.startswith("refusal"):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    made = {"refuse", "coded", "item", "business"}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id in made and call.args:
            assert not isinstance(call.args[0], ast.Constant | ast.JoinedStr), ast.unparse(call)
