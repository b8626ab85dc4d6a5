import ast
import re
from pathlib import Path

import pytest

from local.simulators.autotask import refusals
from tests.simulators.autotask.refused_calls import CALLS

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


@pytest.mark.parametrize("one", refusals.ALL, ids=lambda one: one.name)
def test_every_refusal_of_the_table_is_answered(autotask, one):
    answer = CALLS[one.name](autotask)
    assert answer.status_code == one.status
    if not one.text:
        assert not answer.text
        return
    body = answer.json()
    said = body["Message"] if one.framework else body["errors"][0]
    parts = re.split(r"\{\w+\}", one.text)
    assert re.fullmatch(".+".join(re.escape(part) for part in parts), said)


def test_no_call_is_about_a_refusal_that_is_gone():
    assert set(CALLS) == {one.name for one in refusals.ALL}
