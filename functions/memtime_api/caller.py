"""Who calls: read from the verified token and from nowhere else."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from psa_sync.sync.read_entries import Viewer
from psa_sync.sync.refusal import RefusedError

LONGEST_ID: Final = 255
"""No id of ours or of a user is longer. Source: OpenID Connect Core 1.0, section 2, `sub`."""


class Role(StrEnum):
    """What the token allows."""

    ADMIN = "admin"
    MEMBER = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The authenticated user of this request."""

    account: str
    user_id: str
    role: Role

    @property
    def viewer(self) -> Viewer:
        """The caller as a reader of entries."""
        return Viewer(account=self.account, user_id=self.user_id, is_admin=self.role is Role.ADMIN)

    def require_admin(self) -> None:
        """Let admins pass.

        Raises:
            RefusedError: `admin_only`.
        """
        if self.role is not Role.ADMIN:
            raise RefusedError("admin_only")


def caller_of(event: dict[str, Any]) -> Caller:
    """Read the claims that API Gateway's authorizer verified.

    Raises:
        RefusedError: `token_incomplete`, when a claim is missing or too long, or the role is
            unknown.
    """
    claims = event.get("requestContext", {}).get("authorizer", {}).get("jwt", {}).get("claims", {})
    account, user_id, role = (_text(claims.get(name)) for name in ("account", "sub", "role"))
    if not all(0 < len(one) <= LONGEST_ID for one in (account, user_id)) or role not in set(Role):
        raise RefusedError("token_incomplete")
    return Caller(account=account, user_id=user_id, role=Role(role))


def _text(claim: object) -> str:
    """The claim; nothing where it is no text, so that null is never an account's name."""
    return claim.strip() if isinstance(claim, str) else ""
