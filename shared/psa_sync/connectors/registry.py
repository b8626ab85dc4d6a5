"""The one list of the PSAs this product knows."""

from typing import Final

from psa_sync.connectors.autotask.connector import SPEC as AUTOTASK
from psa_sync.connectors.connectwise.connector import SPEC as CONNECTWISE
from psa_sync.connectors.environment import ConnectorEnvironment as ConnectorEnvironment
from psa_sync.connectors.environment import ConnectorSpec as ConnectorSpec
from psa_sync.domain.connection import PsaName

_SPECS: Final = (CONNECTWISE, AUTOTASK)

CONNECTORS: Final[dict[PsaName, ConnectorSpec]] = {spec.app: spec for spec in _SPECS}
