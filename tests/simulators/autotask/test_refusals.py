import ast
from pathlib import Path

import pytest

from local.simulators.autotask import refusal, refusals

FOLDER = Path(refusals.__file__).parent
SOURCES = [path for path in sorted(FOLDER.glob("*.py")) if not path.name.startswith("refusal")]


def test_every_refusal_has_a_name_of_its_own_and_a_source():
    names = [one.name for one in refusals.ALL]
    assert len(set(names)) == len(names) > 60
    assert all(one.source and (one.text or one.status == 401) for one in refusals.ALL)
    assert {one.status for one in refusals.ALL} == {400, 401, 404, 405, 429, 500}


def test_verbatim_texts_are_told_from_chosen_ones():
    verbatim = {one.name for one in refusals.ALL if one.is_verbatim}
    assert {"one_parent", "task_pair", "not_creator", "unable_to_find"} <= verbatim
    assert not {"no_proxy", "posted", "over_midnight", "limit_reached"} & verbatim


def test_texts_leave_open_what_differs_from_call_to_call():
    said = next(one for one in refusals.ALL if one.name == "bad_reference")
    assert said.said(field="roleID", entity="Role").startswith(
        "Reference value on field: roleID of type: Role"
    )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_module_invents_a_refusal_beside_the_table(path):
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "VendorError":
            assert not isinstance(call.args[0], ast.Constant | ast.JoinedStr), ast.unparse(call)


def test_every_refusal_of_the_table_is_used():
    code = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    tables = (FOLDER / name for name in ("refusals_time.py", "refusals_calls.py"))
    for table in tables:
        for node in ast.parse(table.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                assert code.count(node.target.id) > 1, node.target.id
    assert refusal.CHOSEN
