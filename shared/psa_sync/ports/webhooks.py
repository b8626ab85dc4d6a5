"""Webhooks of one connection: who keeps them at the PSA, and who believes what they bring."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from psa_sync.domain.webhook import Hint, HookReport, HookTarget


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
