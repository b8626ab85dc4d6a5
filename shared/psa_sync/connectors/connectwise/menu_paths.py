"""Where in ConnectWise's own menus an admin mends what a refusal is about."""

from typing import Final

_SYSTEM: Final = "ConnectWise > System"
SECURITY_ROLE: Final = f"{_SYSTEM} > Security Roles > the API member's role"

API_MEMBER: Final = f"{_SYSTEM} > Members > API Members > the API member"

MENU_PATHS: Final = {
    "entry_locked": "ConnectWise > Time & Expense > Time Approval",
    "permission_missing": f"{SECURITY_ROLE} > Time & Expense",
    "period_closed": f"{_SYSTEM} > Setup Tables > Time > the time periods; "
    "or ConnectWise > Time & Expense > Time Approval",
    "person_inactive": f"{_SYSTEM} > Members > the member",
    "work_item_unassigned": "ConnectWise > Project > the project > Team",
    "field_required": f"{_SYSTEM} > Setup Tables > Time",
}
"""By problem code, for the problems that an admin mends; the others are mended in Memtime."""
