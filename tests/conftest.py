"""What holds for every test: one printed seed decides all that is random."""

import random
from pathlib import Path

import hypothesis
import pytest

HERE = Path(__file__).parent
END_TO_END = HERE / "e2e"
EXHAUSTIVE = (HERE / "simulation", HERE / "model")

# A deadline, or a limit on drawing examples, would measure the machine and not the code.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
# Whoever asks only whether there is a failure need not wait until it is told in its shortest form.
hypothesis.settings.register_profile(
    "unshortened", hypothesis.settings.get_profile("house"), phases=[hypothesis.Phase.generate]
)
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, help="repeat what a run with this seed drew at random")
    parser.addoption(
        "--chromium", default="/usr/bin/chromium", help="browser of the portal's stories"
    )
    parser.addoption("--aws-endpoint", help="run the contracts of the ports on this emulator too")
    parser.addoption(
        "--live-stack",
        nargs="?",
        const=".local/stack.json",
        help="run the stories of tests/e2e on the stack of `make run`, or of this stack.json",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.option.seed is None:
        config.option.seed = random.SystemRandom().randrange(2**32)
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(config.option.seed)


def pytest_report_header(config: pytest.Config) -> str:
    return f"seed: {config.option.seed} (the same draws again: --seed {config.option.seed})"


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if terminalreporter.stats.get("failed"):
        terminalreporter.write_line(f"The same draws again: --seed {config.option.seed}")


@pytest.hookimpl(tryfirst=True)  # before `-m` selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(END_TO_END):
            item.add_marker(pytest.mark.e2e)
        if any(item.path.is_relative_to(folder) for folder in EXHAUSTIVE):
            item.add_marker(pytest.mark.exhaustive)


@pytest.fixture
def randomness(request: pytest.FixtureRequest) -> random.Random:
    """Draws for one test: other tests, and their order, do not change them."""
    return random.Random(f"{request.config.option.seed} {request.node.nodeid}")
