"""The security role of the key's member, module by module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.connectwise import schema
from local.simulators.connectwise.store import member_reference
from local.simulators.connectwise.table import Table

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row

FUNCTIONS = (
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
    ("System", "Table Setup"),
    ("Time & Expense", "Time Approval"),
    ("Time & Expense", "Time Entry"),
    ("Time & Expense", "Time Entry Billable Option"),
)


def own_security(member: Row) -> Table:
    """List the rights of a member with the role Admin: All, everywhere."""
    table = Table(schema.MY_SECURITY)
    for position, (module, function) in enumerate(FUNCTIONS):
        table.put(
            {
                "id": table.new_id(),
                **{f"{verb}Level": "All" for verb in ("add", "edit", "delete", "inquire")},
                "moduleName": module,
                "moduleIdentifier": module.replace(" ", ""),
                "moduleFunctionName": function,
                "moduleFunctionIdentifier": function.replace(" ", ""),
                "myAllFlag": True,
                "sortOrder": position,
                "member": member_reference(member),
            }
        )
    return table
