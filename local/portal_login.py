"""Make the portal known to the token issuer: where it is, and who may be picked on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.demo_account import demo_people
from local.services import PORTAL_CLIENT_ID
from local.stack_file import call

if TYPE_CHECKING:
    from local.stack_file import StackInfo

FIRST_PAGE = "index.html"


def register_portal(stack: StackInfo, **choices: object) -> None:
    """Register the portal of a running stack.

    Args:
        stack: The stack.
        **choices: tokenSeconds, how long the portal's tokens last.

    Raises:
        StackError: the issuer refused it.
    """
    body = {"redirectUris": [stack.portal_url], "users": demo_people(), **choices}
    call("PUT", f"{stack.token_issuer.url}/clients/{PORTAL_CLIENT_ID}", body)
