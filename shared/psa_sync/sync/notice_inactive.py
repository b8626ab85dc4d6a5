"""Notice people who were deactivated in the PSA, and those who are back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from psa_sync.domain.connection import UserLink
from psa_sync.ports import PsaConnector
from psa_sync.sync.effects import Effects
from psa_sync.sync.saving import problem_now

INACTIVE: Final = "person_inactive"


def notice_inactive(links: Sequence[UserLink], psa: PsaConnector, effects: Effects) -> None:
    """Mark the links of those who cannot work there any more; entries are kept, and wait.

    Raises:
        TransientError, CredentialsError: The PSA did not answer; what is known stays.
    """
    inactive = psa.inactive([link.psa_user for link in links]) if links else frozenset()
    for link in links:
        mark_inactive(link, effects, is_inactive=link.psa_user.id in inactive)


def mark_inactive(link: UserLink, effects: Effects, *, is_inactive: bool = True) -> None:
    """Note it on the link where that is new."""
    if is_inactive != (link.problem is not None):
        problem = problem_now(INACTIVE, effects) if is_inactive else None
        effects.connections.mark(replace(link, problem=problem))
