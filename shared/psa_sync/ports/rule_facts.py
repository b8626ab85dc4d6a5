"""The facts that a PSA's rules are held against: kept per connection and per person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from psa_sync.domain.connection import PsaName
from psa_sync.domain.content import Group
from psa_sync.domain.rule import Broken, Facts
from psa_sync.ports.psa import Draft

LARGEST_DOCUMENT: Final = 300_000
"""Bytes; a store's row takes a little more."""


@dataclass(frozen=True, slots=True)
class FactSheet:
    """A document that its connector alone can read, and when the PSA was asked."""

    document: bytes
    as_of: datetime


class RuleFacts(Protocol):
    """Fact sheets; a later one replaces the former."""

    def read(
        self, account: str, app: PsaName, person_id: str
    ) -> tuple[FactSheet | None, FactSheet | None]:
        """The connection's sheet and the person's, strongly consistent."""

    def put_tenant(self, account: str, app: PsaName, sheet: FactSheet) -> None:
        """Keep the connection's sheet, at most `LARGEST_DOCUMENT` bytes."""

    def put_people(self, account: str, app: PsaName, sheets: Mapping[str, FactSheet]) -> None:
        """Keep people's sheets by the PSA's id of the person, each as large at most."""


class CheckRules(Protocol):
    """A PSA's rules as a pure function: no call, no clock."""

    def __call__(
        self, app: PsaName, draft: Draft, facts: Facts, groups: frozenset[Group]
    ) -> tuple[Broken, ...]:
        """Every rule that writing these groups of the draft would break, as far as is known."""
