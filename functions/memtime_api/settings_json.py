"""How settings, preferences and the impact of a change look in answers."""

from typing import Any

from psa_sync.domain.hours import hours_of
from psa_sync.domain.impact import Impact
from psa_sync.domain.settings import ConnectionSettings, Preferences

Json = dict[str, Any]


def settings_json(settings: ConnectionSettings) -> Json:
    """All settings of a connection."""
    return {
        "direction": settings.direction.value,
        "entrySync": settings.entry_sync.value,
        "projectSync": settings.project_sync.value,
        "importScope": settings.import_scope.value,
        "projectDisplay": settings.project_display.value,
        "conflictPolicy": settings.conflict_policy.value,
        "defaults": {
            "billable": settings.defaults.billable.value,
            "workTypeId": settings.defaults.work_type_id,
            "workRoleId": settings.defaults.work_role_id,
        },
        "roundHoursTo": settings.round_hours_to,
    }


def preferences_json(preferences: Preferences) -> Json:
    """A user's own choices; null is as the connection has it."""
    return {
        "importScope": preferences.import_scope,
        "projectDisplay": preferences.project_display,
        "entrySync": preferences.entry_sync,
    }


def impact_json(impact: Impact) -> Json:
    """What a change would touch; hours as text, so that nobody rounds them."""
    return {
        "entries": impact.entries,
        "seconds": impact.seconds,
        "hours": str(hours_of(impact.seconds)),
        "rejections": impact.rejections,
        "confirmNeeded": impact.must_be_confirmed,
    }
