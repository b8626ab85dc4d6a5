"""The one list of the PSAs this product knows."""

from typing import Final

from psa_sync.connectors.environment import ConnectorEnvironment as ConnectorEnvironment
from psa_sync.connectors.environment import ConnectorSpec as ConnectorSpec
from psa_sync.domain.connection import PsaName

_SPECS: Final[tuple[ConnectorSpec, ...]] = ()

CONNECTORS: Final[dict[PsaName, ConnectorSpec]] = {spec.app: spec for spec in _SPECS}
