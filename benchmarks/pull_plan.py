"""What each way is to read from a simulated PSA: the same rows, by the vendor's own filter."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from benchmarks.pull_ways.connector import opened
from local.simulated_psas import SIMULATED_PSAS
from psa_sync.connectors.connectwise.schemas import TIME_ENTRY_FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.pull_ways.measured import Plan

TECHNICIANS: Final = (
    "PPierce", "MKeller", "AHassan", "SRossi", "LOConnor", "CWei",
    "ELarsen", "DTorres", "AKhan", "TBecker", "NSchmidt", "YTanaka",
)  # fmt: skip


def plan_of(app: str, origin: str) -> Plan:
    """Where the PSA is, how to log in, and who works there; what is read comes later."""
    host, psa = origin.removeprefix("http://"), SIMULATED_PSAS[app]
    plan: Plan = {
        "app": app,
        "host": host,
        "zoneUrls": [f"{origin}{psa.zone_path}"] if psa.zone_path else [],
        "credentials": psa.credentials(host),
    }
    connector = opened(plan)
    people = [asdict(connector.find_person(name)) for name in TECHNICIANS]
    return plan | {"people": people, "api": f"{origin}{psa.api_path}"}


def question_of(plan: Plan, since: str) -> Plan:
    """Complete the plan: all rows of the technicians that changed since the instant."""
    ids = [int(one["id"]) for one in plan["people"]]
    ask = {"connectwise": _linked, "autotask": _named}[plan["app"]]
    return plan | {"since": since} | ask(plan, since, ids)


def _linked(plan: Plan, since: str, ids: Sequence[int]) -> dict[str, Any]:
    keys = plan["credentials"]
    pair = f"{keys['companyId']}+{keys['publicKey']}:{keys['privateKey']}"
    among = ",".join(map(str, ids))
    return {
        "paging": "link",
        "url": f"{plan['api']}/time/entries",
        "headers": {
            "Authorization": f"Basic {b64encode(pair.encode()).decode()}",
            "clientId": keys["clientId"],
        },
        "params": {
            "conditions": f"lastUpdated >= [{since}] and member/id in ({among})",
            "fields": TIME_ENTRY_FIELDS,
            "pageSize": "1000",
        },
    }


def _named(plan: Plan, since: str, ids: Sequence[int]) -> dict[str, Any]:
    keys = plan["credentials"]
    changed = {"op": "gte", "field": "lastModifiedDateTime", "value": since}
    mine = {"op": "in", "field": "resourceID", "value": list(ids)}
    return {
        "paging": "named",
        "url": f"{plan['api']}/TimeEntries/query",
        "headers": {
            "UserName": keys["userName"],
            "Secret": keys["secret"],
            "ApiIntegrationCode": keys["integrationCode"],
        },
        "body": {"MaxRecords": 500, "filter": [changed, mine]},
    }


def as_input(plan: Plan) -> bytes:
    """The plan as a process reads it."""
    return json.dumps(plan).encode()
