"""The rights of each simulated PSA, and the ways in which it may answer somebody who lacks one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.simulators.autotask.permissions import Permissions
from local.simulators.connectwise.permissions import FUNCTIONS, VERBS
from psa_sync.connectors.connectwise.permissions import TIME_ENTRY
from psa_sync.connectors.connectwise.security_role import MINE
from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.permission import IN_USE, Permission, needed
from tests.contract.cases.case import quirk
from tests.contract.connectors import Bench

EVERY: Mapping[str, tuple[str, ...]] = {
    "connectwise": tuple(f"{name}/{verb}" for _, name in FUNCTIONS for verb in VERBS),
    "autotask": tuple(row["name"] for row in Permissions().shown()),
}
"""The names of all rights; a test holds them to what each simulator itself tells."""

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


@dataclass(frozen=True)
class Way:
    """A way to answer somebody without a right.

    Attributes:
        quirks: Switched on.
        hidden: Paths of reads that are refused.
        lying: True where Autotask's entityInformation says that everything may be done.
        always: Codes of checks that do not pass, whatever may be done.
        blind: Names of rights that cannot be known in this way, and are told as such.
    """

    name: str
    quirks: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    lying: bool = False
    always: frozenset[str] = frozenset()
    blind: frozenset[str] = field(default=frozenset())

    def __str__(self) -> str:
        return self.name.replace(" ", "-")

    def applied_to(self, psa: Bench) -> None:
        """Let the simulator answer so from now on."""
        for name in self.quirks:
            psa.sets(**quirk(name))
        for path in self.hidden:
            refused = {"code": "Unauthorized", "message": WORDS}
            self._answers(psa, path, 403, refused)
        if self.lying:
            for permission in NEEDED["autotask"].values():
                path = f"/{permission.name}/entityInformation"
                self._answers(psa, path, 200, {"info": ALL_IS_WELL})

    def _answers(self, psa: Bench, path: str, status: int, body: object) -> None:
        params: dict[str, Any] = {"status": status, "body": body}
        psa.fault("status", ("GET", path), times=None, params=params)


WORDS = "You do not have security permission to perform this action."
VERBS_THERE = ("Query", "Create", "Update", "Delete")
ALL_IS_WELL = {f"can{verb}": True for verb in VERBS_THERE} | {
    f"userAccessFor{verb}": "All" for verb in VERBS_THERE
}
ROLE_HIDDEN: Mapping[str, Any] = {
    "hidden": (MINE, "/system/securityRoles/63/settings"),
    "always": frozenset({"security_role"}),
    # What is refused without them cannot be tried without leaving something behind.
    "blind": frozenset(
        name
        for name, permission in NEEDED["connectwise"].items()
        if permission.name != TIME_ENTRY and permission.verb != "Inquire"
    ),
}
WAYS: Mapping[str, tuple[Way, ...]] = {
    "connectwise": (
        Way("as most do"),
        Way("lists are empty", quirks=("missing_inquire_reads_empty",)),
        Way("the role is hidden", **ROLE_HIDDEN),
        Way(
            "the role is hidden and lists are empty",
            quirks=("missing_inquire_reads_empty",),
            **ROLE_HIDDEN,
        ),
    ),
    "autotask": (
        Way("as most do"),
        Way("with 403", quirks=("missing_rights_answer_403",)),
        Way("lists are empty", quirks=("restricted_reads_are_empty",)),
        Way("the information lies", lying=True),
        Way(
            "the information lies and lists are empty",
            quirks=("restricted_reads_are_empty",),
            lying=True,
        ),
    ),
}
