"""The simulated ConnectWise PSA as the local stack reaches it and its people see it."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from local.simulated_psas.simulated_psa import PsaScreen, SimulatedPsa
from local.simulators.connectwise import seed


def _credentials(host: str) -> dict[str, str]:
    return {
        "site": host,
        "companyId": seed.COMPANY_ID,
        "publicKey": seed.PUBLIC_KEY,
        "privateKey": seed.PRIVATE_KEY,
        "clientId": seed.CLIENT_ID,
    }


def _day(row: dict[str, Any], zone: str) -> date:
    return datetime.fromisoformat(row["timeStart"]).astimezone(ZoneInfo(zone)).date()


SCREEN = PsaScreen(
    hours="actualHours",
    shown=lambda row: (
        f"{row['chargeToType']} {row['chargeToId']}",
        f"time sheet {row['timeSheet']['name']}",
    ),
    day=_day,
    same_work=lambda row: {key: row[key] for key in ("chargeToId", "chargeToType")},
    span=lambda start, end: {"timeStart": start, "timeEnd": end},
    notes="notes",
)

SIMULATED = SimulatedPsa(
    api_path="/v4_6_release/apis/3.0",
    credentials=_credentials,
    screen=SCREEN,
    create_call="POST /time/entries",
    port=4571,
)
