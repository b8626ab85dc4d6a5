import io

import pytest
from rich.console import Console

from local.display import Display


@pytest.fixture
def output():
    return io.StringIO()


@pytest.fixture
def display(output):
    return Display(Console(file=output, force_terminal=False, highlight=False))


def test_a_step_is_one_plain_line_with_its_time(display, output):
    with display.step("Deploy"):
        assert output.getvalue() == ""
    (line,) = output.getvalue().splitlines()
    assert line.strip().startswith("✓ Deploy")
    assert line.endswith("0.0 s")


def test_a_step_that_fails_says_so_and_the_failure_goes_on(display, output):
    with pytest.raises(KeyError), display.step("Deploy"):
        raise KeyError
    assert "✗ Deploy" in output.getvalue()


def test_a_message_is_shown_as_it_is(display, output):
    display.say("see [.local/logs]")
    display.complain("[ERROR] no")
    assert output.getvalue() == "see [.local/logs]\n[ERROR] no\n"


def test_a_long_line_stays_one_line(display, output):
    display.say("x" * 500)
    assert output.getvalue() == "x" * 500 + "\n"


def test_a_person_sees_a_spinner_meanwhile():
    output = io.StringIO()
    display = Display(Console(file=output, force_terminal=True, width=80))
    with display.step("Deploy"):
        pass
    assert "✓" in output.getvalue()
