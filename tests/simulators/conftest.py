import pytest

from local.simulators.server import running
from tests.simulators.notebook import Caller, Notebook


@pytest.fixture
def notebook():
    return Notebook()


@pytest.fixture
def caller(notebook):
    with running(notebook.app()) as url:
        yield Caller(url)
