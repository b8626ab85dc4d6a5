"""The simulated Autotask PSA as the local stack reaches it and its people see it."""

from datetime import date

from local.simulated_psas.simulated_psa import PsaScreen, SimulatedPsa
from local.simulators.autotask import seed
from local.simulators.autotask.limits import REQUEST_THRESHOLD


def _credentials(_host: str) -> dict[str, str]:
    return {
        "userName": seed.USER_NAME,
        "secret": seed.SECRET,
        "integrationCode": seed.INTEGRATION_CODE,
    }


SCREEN = PsaScreen(
    hours="hoursWorked",
    shown=lambda row: (
        f"ticket {row['ticketID']}" if row.get("ticketID") else f"task {row.get('taskID')}",
        f"date worked {row['dateWorked'][:10]}",
    ),
    day=lambda row, _zone: date.fromisoformat(row["dateWorked"][:10]),
    same_work=lambda row: {
        key: row[key] for key in ("ticketID", "taskID", "roleID") if row.get(key)
    },
    span=lambda start, end: {
        "startDateTime": start,
        "endDateTime": end,
        "dateWorked": start[:10] + "T00:00:00Z",
    },
    notes="summaryNotes",
)

SIMULATED = SimulatedPsa(
    api_path="/atservicesrest/v1.0",
    credentials=_credentials,
    screen=SCREEN,
    create_call="POST /TimeEntries",
    port=4572,
    takes_peoples_rows_away=False,
    zone_path="/atservicesrest/v1.0/zoneInformation",
    # In a minute as many as there in an hour, like our own ceilings on the local stack.
    arguments=("--request-threshold", str(60 * REQUEST_THRESHOLD)),
)
