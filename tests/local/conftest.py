"""A real emulator for the tests that need one; nothing is deployed into it."""

import pytest

from local.emulator import start_emulator
from local.ports import choose_ports
from local.processes import Processes


@pytest.fixture(scope="session")
def aws(tmp_path_factory):
    """Access to an empty emulator that lives as long as the test process."""
    folder = tmp_path_factory.mktemp("emulator")
    with Processes(folder / "logs", folder / "process-ids") as processes:
        port = choose_ports({"emulator": 0})["emulator"]
        access, wait = start_emulator(processes, port, folder / "scratch")
        wait()
        yield access
