"""The demo account: both apps installed, three technicians authenticated, all by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.api_client import ApiClient, wait_for
from local.failures import StackError

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.stack_file import Member, StackInfo

IMPORT_SECONDS = 240
"""Seconds are enough; a machine that is busy with other things may need minutes."""


def seed(stack: StackInfo, say: Callable[[str], None]) -> None:
    """Install, authenticate, and wait until everybody has work items to book on.

    Raises:
        StackError: A step was refused, or the import did not finish.
    """
    admin = ApiClient(stack.api_url, stack.tokens.admin)
    for app, simulator in stack.simulators.items():
        path = f"/v1/connected-apps/{app}/connection"
        admin.ok("PUT", path, {"credentials": simulator.credentials})
    for member in stack.tokens.members:
        _authenticate(stack, member)
    for member in stack.tokens.members:
        for app in stack.simulators:
            _wait_for_work_items(stack, member, app)
    names = ", ".join(member.email for member in stack.tokens.members)
    say(f"    {', '.join(stack.simulators)} installed for {names}")


def _authenticate(stack: StackInfo, member: Member) -> None:
    client = ApiClient(stack.api_url, member.token)
    for app, user_name in member.psa_user_names.items():
        path = f"/v1/connected-apps/{app}/authentication"
        client.ok("PUT", path, {"userName": user_name})


def _wait_for_work_items(stack: StackInfo, member: Member, app: str) -> None:
    client = ApiClient(stack.api_url, member.token)

    def bookable() -> bool:
        return any(item["bookable"] for item in client.pages("/v1/work-items", app=app))

    try:
        wait_for(f"work items of {member.email} in {app}", bookable, IMPORT_SECONDS)
    except StackError as error:
        message = f"{error} See .local/logs/functions.log."
        raise StackError(message) from None
