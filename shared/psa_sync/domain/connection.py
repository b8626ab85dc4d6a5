"""A customer's link to one PSA, the people in it and the choices made for it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from psa_sync.domain.problem import Problem
from psa_sync.domain.settings import ConnectionSettings
from psa_sync.domain.webhook import HookState

PsaName = NewType("PsaName", str)
"""A PSA's short name, one of the registry's keys; lower case."""


class ConnectionStatus(StrEnum):
    """What the connection can do now."""

    ACTIVE = "active"
    RATE_LIMITED = "rate_limited"
    PSA_DOWN = "psa_down"
    AUTH_FAILED = "auth_failed"
    PERMISSION_LOST = "permission_lost"
    PAUSED = "paused"
    REMOVED = "removed"

    @property
    def sends(self) -> bool:
        """True where calling the PSA makes sense; a refused key is never probed again."""
        return self in {self.ACTIVE, self.RATE_LIMITED, self.PSA_DOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of a preflight.

    Attributes:
        status: `pass`, `warn` or `fail`.
    """

    code: str
    status: str
    message: str
    fix: str = ""
    who: str = "msp_admin"
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One account's connection to one PSA; it never holds a secret.

    Attributes:
        tenant: Names the PSA's customer for all accounts; only one account may hold it.
        endpoint: Base address found at install, so that later calls need no discovery.
        own_id: How the PSA names our API user as the creator of rows; None until it is known.
        former_own_ids: The API users of former keys: rows that they made are ours as well.
        shown_credentials: The public parts, and secrets as dots and their last four characters.
        problem: Why a pull was given up; over once a later pull has reached its end.
        hook_state: Whether the PSA tells us of changes, as the last look at our hooks found.
        hook_problem: Why it does not, None where it does or need not.
        purging: Uninstalled so long ago that its data is being removed; there is no way back.
        purged_at: When that was last done; what had been stored is gone.
    """

    account: str
    app: PsaName
    tenant: str
    endpoint: str
    own_id: str | None
    shown_credentials: dict[str, str]
    status: ConnectionStatus
    status_text: str
    since: datetime
    checks: tuple[Check, ...] = ()
    settings: ConnectionSettings = field(default_factory=ConnectionSettings)
    problem: Problem | None = None
    hook_state: HookState = HookState.NONE
    hook_problem: Problem | None = None
    former_own_ids: tuple[str, ...] = ()
    purging: bool = False
    purged_at: datetime | None = None
    revision: int = 0

    @property
    def installed(self) -> bool:
        """False once the app was uninstalled; what belongs to it is kept for a new install."""
        return self.status is not ConnectionStatus.REMOVED

    @property
    def emptied(self) -> bool:
        """True where nothing but the mark of a purge is left of an uninstalled app."""
        return not self.installed and not self.tenant

    def made(self, created_by: str | None) -> bool:
        """True when a row of this creator was made by us; nobody is told apart before own_id."""
        return self.own_id is None or created_by in {self.own_id, *self.former_own_ids}

    def known_as(self, own_id: str | None) -> "Connection":
        """The connection with this API user; the one before it is remembered."""
        if own_id is None or own_id == self.own_id:
            return self
        former = {*self.former_own_ids, self.own_id or own_id} - {own_id}
        return replace(self, own_id=own_id, former_own_ids=tuple(sorted(former)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PsaUser:
    """A person in the PSA.

    Attributes:
        id: The PSA's id of the person.
        user_name: The name the person logs in with.
        time_zone: IANA name; the zone in which the PSA dates this person's work.
    """

    id: str
    user_name: str
    name: str
    time_zone: str
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLink:
    """One Memtime user is one PSA person in one connected app.

    Attributes:
        problem: Why the person's time cannot go on at the PSA, None while it can.
    """

    account: str
    app: PsaName
    user_id: str
    psa_user: PsaUser
    linked_at: datetime
    problem: Problem | None = None
