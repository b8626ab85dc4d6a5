"""A ConnectWise that shows and allows everything, to take one thing after the other away from."""

from psa_sync.connectors.connectwise.permissions import PERMISSIONS, PROBES
from psa_sync.connectors.http import Response
from psa_sync.domain.connection import Check
from tests.unit.connectors.connectwise.script import ScriptedHttp, answer, connector_of

JANE = {"id": 1, "identifier": "jdoe", "timeZone": {"name": "Europe/Berlin"}}
MEMTIME = {
    "id": 9,
    "identifier": "MemtimeApi",
    "securityRole": {"id": 63, "name": "Memtime"},
    "structureLevel": {"id": 1, "name": "Corporate"},
    "restrictLocationFlag": False,
    "restrictDepartmentFlag": False,
    "excludedServiceBoardIds": [],
    "excludedProjectBoardIds": [],
}
VERBS = ("add", "edit", "delete", "inquire")


def role(**levels: str | None) -> list[dict[str, object]]:
    """The lines of a role that may everything but what is given, e.g. `time_entry_add="My"`."""
    names = dict.fromkeys(permission.name for permission in PERMISSIONS)
    return [
        {"id": number, "moduleFunctionName": name}
        | {
            f"{verb}Level": levels.get(f"{name.replace(' ', '_').lower()}_{verb}", "All")
            for verb in VERBS
        }
        for number, name in enumerate(names, start=1)
    ]


def company(played_by: ScriptedHttp | None = None, **answers: Response | Exception) -> ScriptedHttp:
    """The company, with other answers at some places: `time_entries`, `mySecurity`."""
    http = played_by or ScriptedHttp()
    readable = {path: answer(200, [JANE]) for paths in PROBES.values() for path in paths}
    http.beside |= readable
    http.beside |= {"/system/myMembers": answer(200, MEMTIME)}
    http.beside |= {"/system/mySecurity": answer(200, role())}
    for name, other in answers.items():
        (path,) = (one for one in http.beside if one.endswith(f"/{name.replace('_', '/')}"))
        http.beside[path] = other
    return http


def checked(http: ScriptedHttp) -> dict[str, Check]:
    """The checks of an install that are no pass, by code."""
    checks = connector_of(http).identify().checks
    assert len({check.code for check in checks}) == len(checks)
    return {check.code: check for check in checks if check.status != "pass"}
