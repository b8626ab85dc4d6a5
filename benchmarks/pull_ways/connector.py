"""Our connector: each row held against the question, checked, and put into our words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from benchmarks.pull_ways.measured import run
from psa_sync.connectors.environment import ConnectorEnvironment
from psa_sync.connectors.http import HttpPolicy
from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.connection import PsaName, PsaUser

if TYPE_CHECKING:
    from benchmarks.pull_ways.measured import Plan
    from psa_sync.ports import PsaConnector


def opened(plan: Plan) -> PsaConnector:
    """The connector of the plan's PSA."""
    environment = ConnectorEnvironment(
        policy=HttpPolicy(allowed_hosts=(plan["host"],), read_timeout=60),
        defaults={},
        autotask_zone_urls=tuple(plan["zoneUrls"]),
        clock=lambda: datetime.now(UTC),
    )
    return CONNECTORS[PsaName(plan["app"])].connect(plan["credentials"], None, environment)


def read(plan: Plan) -> dict[str, Any]:
    """Read all pages; no row is kept."""
    psa, people = opened(plan), [PsaUser(**one) for one in plan["people"]]
    rows, page, now = 0, None, datetime.now(UTC)
    while True:
        found = psa.changed_rows(people, plan["since"], now, page)
        rows, page = rows + len(found.rows), found.next_page
        if page is None:
            return {"rows": rows}


if __name__ == "__main__":
    run(read)
