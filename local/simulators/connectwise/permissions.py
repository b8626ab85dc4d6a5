"""Security roles: how much of each function of each module their members may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.simulators.connectwise import schema
from local.simulators.connectwise.store import member_reference
from local.simulators.connectwise.table import Table

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row

FUNCTIONS: Final = (
    ("Companies", "Company Maintenance"),
    ("Finance", "Agreements"),
    ("Finance", "Billing View Time"),
    ("Project", "Project Headers"),
    ("Project", "Project Phase"),
    ("Project", "Project Teams"),
    ("Project", "Project Tickets"),
    ("Service Desk", "Close Service Tickets"),
    ("Service Desk", "Service Tickets"),
    ("System", "Member Maintenance"),
    ("System", "My Company"),
    ("System", "Security Roles"),
    ("System", "Table Setup"),
    ("Time & Expense", "Time Approval"),
    ("Time & Expense", "Time Entry"),
    ("Time & Expense", "Time Entry Billable Option"),
)
VERBS: Final = ("Add", "Edit", "Delete", "Inquire")
NONE, MY, ALL = "None", "My", "All"
LEVELS: Final = (NONE, MY, ALL)
ADMIN, TECHNICIAN = 63, 64
ROLES: Final = {ADMIN: "Admin", TECHNICIAN: "Service Technician"}

Right = tuple[str, str]
"""A function and one of the four verbs."""


class SecurityRoles:
    """The roles of the tenant; every level is All until somebody takes rights away."""

    def __init__(self) -> None:
        self._levels: dict[int, dict[Right, str]] = {}
        self.reset()

    def reset(self) -> None:
        """Give all roles all rights again."""
        rights = [(function, verb) for _, function in FUNCTIONS for verb in VERBS]
        self._levels = {role: dict.fromkeys(rights, ALL) for role in ROLES}

    def level(self, member: Row, right: Right) -> str:
        """Say how far a member's role has a right: None, My or All."""
        return self._levels[member["securityRole"]["id"]][right]

    def set_level(self, name: str, level: object) -> dict[str, Any]:
        """Set a right of the API member's role, e.g. `Time Entry/Add`, and show it.

        Args:
            name: function and verb; the module may stand before them.
            level: None, My or All as text, or false for None and true for All.

        Raises:
            ValueError: there is no such right or level.
        """
        right = _RIGHTS.get(name.lower())
        if right is None:
            message = f"there is no permission {name!r}; one is called 'Time Entry/Add'"
            raise ValueError(message)
        wanted = {True: ALL, False: NONE}[level] if isinstance(level, bool) else level
        if wanted not in LEVELS:
            message = f"a permission is allowed: true or false, or {', '.join(LEVELS)}"
            raise ValueError(message)
        self._levels[ADMIN][right] = str(wanted)
        return self._shown(right)

    def shown(self) -> list[dict[str, Any]]:
        """List the rights of the API member's role as `{name, allowed, level}`."""
        return [self._shown(right) for right in self._levels[ADMIN]]

    def _shown(self, right: Right) -> dict[str, Any]:
        level = self._levels[ADMIN][right]
        return {"name": "/".join(right), "allowed": level != NONE, "level": level}

    def settings(self, role_id: int) -> Table:
        """List a role's functions with their levels."""
        table = Table(schema.SECURITY_SETTING)
        for row in self._rows(role_id):
            table.put(row)
        return table

    def own(self, member: Row) -> Table:
        """List the functions of a member's own role."""
        table = Table(schema.MY_SECURITY)
        for row in self._rows(member["securityRole"]["id"]):
            table.put({**row, "member": member_reference(member)})
        return table

    def _rows(self, role_id: int) -> list[Row]:
        levels = self._levels[role_id]
        return [
            {
                "id": position + 1,
                **{f"{verb.lower()}Level": levels[function, verb] for verb in VERBS},
                "moduleName": module,
                "moduleIdentifier": module.replace(" ", ""),
                "moduleFunctionName": function,
                "moduleFunctionIdentifier": function.replace(" ", ""),
                "myAllFlag": True,
                "sortOrder": position,
            }
            for position, (module, function) in enumerate(FUNCTIONS)
        ]


def security_roles() -> Table:
    """List the roles themselves."""
    table = Table(schema.SECURITY_ROLE)
    for role, name in ROLES.items():
        kind = {"adminFlag": role == ADMIN, "inactiveFlag": False, "roleType": "Member"}
        table.put({"id": role, "name": name, **kind})
    return table


_RIGHTS: Final[dict[str, Right]] = {
    name.lower(): (function, verb)
    for module, function in FUNCTIONS
    for verb in VERBS
    for name in (f"{function}/{verb}", f"{module}/{function}/{verb}")
}
