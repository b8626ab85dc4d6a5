import pytest

from local.build import fingerprint
from local.environments import tool
from local.failures import StackError
from local.warm_up import first_payload
from tests.infrastructure.sam_template import properties


@pytest.fixture
def checkout(tmp_path):
    for file in ("template.yaml", "samconfig.toml", "layers/Makefile", "functions/api/handler.py"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(f"# {file}")
    return tmp_path


def test_the_same_sources_are_the_same_build(checkout):
    assert fingerprint(checkout) == fingerprint(checkout)


@pytest.mark.parametrize("file", ["template.yaml", "layers/Makefile", "functions/api/handler.py"])
def test_a_changed_source_is_another_build(checkout, file):
    before = fingerprint(checkout)
    (checkout / file).write_text("# changed")
    assert fingerprint(checkout) != before


def test_a_moved_source_is_another_build(checkout):
    before = fingerprint(checkout)
    handler = checkout / "functions/api/handler.py"
    handler.rename(handler.with_name("other.py"))
    assert fingerprint(checkout) != before


def test_what_does_not_ship_changes_nothing(checkout):
    before = fingerprint(checkout)
    for file in ("README.md", "tests/test_any.py", "functions/api/__pycache__/handler.pyc"):
        (checkout / file).parent.mkdir(parents=True, exist_ok=True)
        (checkout / file).write_text("# changed")
    assert fingerprint(checkout) == before


def test_a_missing_environment_says_how_to_make_it():
    with pytest.raises(StackError, match="Run `make setup`"):
        tool(".venv-emulator", "no-such-command")


@pytest.mark.parametrize(
    "handler",
    [one["Handler"] for one in properties("AWS::Serverless::Function").values()],
)
def test_every_function_is_called_once_with_a_payload_of_its_own(handler):
    payload = first_payload(handler)
    assert payload.parent.name == handler.split(".")[1]


def test_a_function_without_a_payload_is_named():
    with pytest.raises(StackError, match="no_such_function"):
        first_payload("functions.no_such_function.handler.lambda_handler")
