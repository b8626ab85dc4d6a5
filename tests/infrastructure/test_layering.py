"""What import-linter's contracts in pyproject.toml cannot say; `make lint` runs those."""

import subprocess
import sys
from itertools import permutations

import grimp
import pytest

from tests.infrastructure.source_tree import ROOT, modules

SIMULATORS = "local.simulators"

# Runs in a process of its own, without any environment variable: a module that needs one,
# or reaches for the network while it is imported, ends it.
IMPORT_QUIETLY = """
import importlib, sys

def refuse(event, _arguments):
    if event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen"}:
        raise RuntimeError(f"{event} while importing")

sys.addaudithook(refuse)
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


@pytest.fixture(scope="module")
def local_imports():
    return grimp.build_graph("local", cache_dir=None)


def dotted(path):
    parts = path.with_suffix("").parts
    return ".".join(part for part in parts if part not in {"shared", "__init__"})


def test_simulators_use_nothing_of_the_local_stack_around_them(local_imports):
    for module in local_imports.find_descendants(SIMULATORS):
        for imported in local_imports.find_modules_directly_imported_by(module):
            assert imported.startswith(SIMULATORS), f"{module} must not import {imported}"


def test_a_simulator_knows_no_other_simulator(local_imports):
    vendors = [
        child
        for child in local_imports.find_children(SIMULATORS)
        if local_imports.find_children(child)
    ]
    assert len(vendors) >= 2
    for one, other in permutations(vendors, 2):
        chain = local_imports.find_shortest_chain(one, other, as_packages=True)
        assert not chain, f"{one} must not reach {other}: {' -> '.join(chain)}"


def test_importing_what_ships_reads_no_environment_and_no_network():
    names = [dotted(path) for path in modules("shared", "functions")]
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_QUIETLY, *names],
        cwd=ROOT,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, f"Build it when it is first used:\n{result.stderr}"
