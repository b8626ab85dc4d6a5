"""Webhooks of one connection: who keeps them at the PSA, and who believes what they bring."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from psa_sync.domain.connection import PsaName
from psa_sync.domain.webhook import ConnectionHooks, Hint, HookReport, HookTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class HookHome:
    """Whose hooks are to be believed.

    Attributes:
        endpoint: The connection's address of the API.
        fields: The install fields that are no secrets.
        secrets: Gives what each hook is signed with, as in `HookTarget`.
        credentials: Gives all install fields; asked only where nothing else will do.
    """

    endpoint: str
    fields: Mapping[str, str]
    secrets: Callable[[], Mapping[str, str]]
    credentials: Callable[[], Mapping[str, str]]


class PsaHooks(Protocol):
    """Our hooks at one PSA; every call may raise TransientError or CredentialsError."""

    @property
    def names(self) -> tuple[str, ...]:
        """The hooks that are wanted, by the PSA's name of what they tell of."""

    @property
    def secret_names(self) -> tuple[str, ...]:
        """The hooks that want a secret of ours; none where the PSA signs with keys of its own."""

    @property
    def tells_of_entries(self) -> bool:
        """True where the PSA tells of time entries, so that its silence can be noticed."""

    def keep(self, target: HookTarget) -> HookReport:
        """Compare our hooks with the wanted ones and make, switch on, mend or remove what differs.

        Called again it finds nothing to do. What the PSA refuses is in the report.

        Raises:
            InDoubtError: The outcome of a write is unknown; the next call finds out.
        """

    def remove(self, token: str) -> tuple[str, ...]:
        """Remove every hook whose address holds the token; a sentence for each that stays.

        Raises:
            InDoubtError: As above.
        """


class HookReader(Protocol):
    """Believes, and understands, what arrives at the address of a connection's hooks."""

    def genuine(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Tell whether the PSA signed these bytes; nothing in them is acted on before.

        Args:
            body: As it arrived, byte for byte.
            headers: Names in any case.

        Raises:
            TransientError: It cannot be told now, since a key cannot be had.
        """

    def hint_of(self, body: bytes) -> Hint | None:
        """Read what a genuine message hints at; None where it makes no sense."""

    def deactivated(self, body: bytes) -> bool:
        """Tell whether a message that need not be genuine says that a hook was switched off."""


class Hooks(Protocol):
    """Where each connection's hooks call, and whose address a token is."""

    def owner(self, token: str) -> tuple[str, PsaName] | None:
        """(account, app) of the token, None where nobody has it."""

    def of(self, account: str, app: PsaName) -> ConnectionHooks | None:
        """Read the connection's hooks, strongly consistent."""

    def save(self, hooks: ConnectionHooks) -> None:
        """Write address and token; what was counted stays."""

    def forget(self, hooks: ConnectionHooks) -> None:
        """Remove them; none is no failure."""

    def received(self, account: str, app: PsaName, at: datetime) -> None:
        """Note that a genuine message came."""

    def found(self, account: str, app: PsaName, *, by_hook: int = 0, by_poll: int = 0) -> None:
        """Count changes by who found them first."""

    def count_anew(self, account: str, app: PsaName) -> None:
        """Begin both counts at 0."""
