"""All routes of the API, in the order in which they are looked through."""

from typing import Final

from functions.memtime_api import (
    connected_apps,
    contract,
    entry_actions,
    health,
    problems,
    reads,
    settings,
    time_entries,
    timesheets,
)

ROUTERS: Final = tuple(
    module.router
    for module in (
        time_entries,
        entry_actions,
        connected_apps,
        settings,
        problems,
        reads,
        timesheets,
        health,
        contract,
    )
)
