"""The rights of each simulated PSA, and the ways in which it may answer somebody who lacks one."""

from collections.abc import Mapping

from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.permission import IN_USE, Permission, needed
from tests.contract.cases import CASES
from tests.contract.cases.case import quirk
from tests.contract.cases.way import Way
from tests.contract.connectors import Bench

EVERY: Mapping[str, tuple[str, ...]] = {case.app: case.every_right for case in CASES}
"""The names of all rights; a test holds them to what each simulator itself tells."""
WAYS: Mapping[str, tuple[Way, ...]] = {case.app: case.ways for case in CASES}

NEEDED: Mapping[str, Mapping[str, Permission]] = {
    app: {
        name: permission
        for permission in needed(spec.permissions.permissions, IN_USE)
        for name in EVERY[app]
        if name in {f"{permission.name}{dash}{permission.verb}" for dash in "/."}
    }
    for app, spec in CONNECTORS.items()
}
"""The permission behind each right's name, for those that the product asks for."""


def answers_in(psa: Bench, way: Way) -> None:
    """Let the simulator answer in this way from now on."""
    for name in way.quirks:
        psa.sets(**quirk(name))
    for path, (status, body) in way.answers.items():
        params = {"status": status, "body": body}
        psa.fault("status", ("GET", path), times=None, params=params)
