"""The registry as the engine sees it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from psa_sync.connectors.environment import ConnectorSpec
from psa_sync.domain.connection import PsaName
from psa_sync.domain.content import Group
from psa_sync.domain.rule import Broken, Facts
from psa_sync.ports import AppDescription, Draft, PsaConnector


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The port `AppCatalogue`.

    Attributes:
        specs: The registry.
        opener: Opens a PSA with credentials, endpoint unknown.
    """

    specs: Mapping[PsaName, ConnectorSpec]
    opener: Callable[[PsaName, dict[str, str]], PsaConnector]

    def describe(self) -> Sequence[AppDescription]:
        """See the port."""
        return tuple(
            AppDescription(spec.app, spec.name, spec.form, spec.secret_fields)
            for spec in self.specs.values()
        )

    def open(self, app: PsaName, credentials: Mapping[str, str]) -> PsaConnector:
        """See the port."""
        return self.opener(app, dict(credentials))

    def check(
        self, app: PsaName, draft: Draft, facts: Facts, groups: frozenset[Group]
    ) -> tuple[Broken, ...]:
        """See the port."""
        return self.specs[app].check(draft, facts, groups)
