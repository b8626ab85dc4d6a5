import json
import re
from pathlib import Path

import pytest

from tests.infrastructure.source_tree import ROOT

REQUIREMENTS = ROOT / "requirements"
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)
NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", re.MULTILINE)
NODE_CLIENTS = REQUIREMENTS / "node-clients"
PORTAL = ROOT / "portal"
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))


def pins(lock: Path) -> dict[str, str]:
    return dict(PIN.findall(lock.read_text(encoding="utf-8")))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_pins_all_that_is_asked_for_and_nothing_without_a_hash(lock):
    asked = {
        name.lower().replace("_", "-") for name in NAME.findall(lock.with_suffix(".in").read_text())
    }
    assert asked, f"{lock.stem}.in asks for nothing"
    assert asked <= pins(lock).keys(), "Run `make lock`"
    blocks = re.split(r"\n(?=[a-z0-9])", lock.read_text(encoding="utf-8"))
    unhashed = [block for block in blocks if PIN.match(block) and "--hash=sha256:" not in block]
    assert not unhashed


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_leaves_the_index_to_the_machine(lock):
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"index-url|find-links|://", text), "Run `make lock`"


def test_the_layer_carries_the_runtime_lock():
    layer = ROOT / "layers" / "dependencies" / "requirements.txt"
    assert layer.read_bytes() == (REQUIREMENTS / "runtime.txt").read_bytes(), "Run `make lock`"


def test_tests_run_with_the_versions_that_ship():
    shipped, tested = pins(REQUIREMENTS / "runtime.txt"), pins(REQUIREMENTS / "dev.txt")
    assert {name: tested.get(name) for name in shipped} == shipped, "Run `make lock`"


@pytest.mark.parametrize("package", ["boto3", "botocore"])
def test_the_emulator_carries_the_sdk_that_ships(package):
    shipped, emulated = pins(REQUIREMENTS / "runtime.txt"), pins(REQUIREMENTS / "emulator.txt")
    assert shipped[package] == emulated[package], "Run `make lock`"


@pytest.mark.parametrize("folder", [NODE_CLIENTS, PORTAL], ids=lambda path: path.name)
def test_packages_in_javascript_are_pinned_by_hash_and_leave_the_registry_to_the_machine(folder):
    named = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    asked = named["dependencies"] | named.get("devDependencies", {})
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    root, packages = lock["packages"].pop(""), lock["packages"]
    assert root["dependencies"] | root.get("devDependencies", {}) == asked, "Run `make lock`"
    pinned = {name.rpartition("node_modules/")[2]: one["version"] for name, one in packages.items()}
    assert {name: pinned.get(name) for name in asked} == asked, "Name exact versions"
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not any("resolved" in one for one in packages.values()), "Run `make lock`"
