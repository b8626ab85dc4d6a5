import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_says_its_port_serves_and_ends_on_a_signal(end):
    command = [sys.executable, "-m", "local.simulators.connectwise", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["port"]
        url = f"http://127.0.0.1:{port}/login/companyinfo/alpineit"
        assert requests.get(url, timeout=10).json()["CompanyID"] == "alpineit"
        process.send_signal(end)
        assert process.wait(timeout=20) == 0
        assert process.stdout.read() == ""
