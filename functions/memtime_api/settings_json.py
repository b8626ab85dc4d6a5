"""How settings, preferences and the impact of a change look in answers."""

from functions.memtime_api import app_shapes as shapes
from psa_sync.domain.hours import hours_of
from psa_sync.domain.impact import Impact
from psa_sync.domain.settings import ConnectionSettings, Preferences


def settings_json(settings: ConnectionSettings) -> shapes.Settings:
    """All settings of a connection."""
    return {
        "direction": settings.direction,
        "entrySync": settings.entry_sync,
        "projectSync": settings.project_sync,
        "importScope": settings.import_scope,
        "projectDisplay": settings.project_display,
        "conflictPolicy": settings.conflict_policy,
        "defaults": {
            "billable": settings.defaults.billable,
            "workTypeId": settings.defaults.work_type_id,
            "workRoleId": settings.defaults.work_role_id,
        },
        "roundHoursTo": settings.round_hours_to,
    }


def preferences_json(preferences: Preferences) -> shapes.Preferences:
    """A user's own choices; null is as the connection has it."""
    return {
        "importScope": preferences.import_scope,
        "projectDisplay": preferences.project_display,
        "entrySync": preferences.entry_sync,
    }


def impact_json(impact: Impact) -> shapes.Impact:
    """What a change would touch; hours as text, so that nobody rounds them."""
    return {
        "entries": impact.entries,
        "seconds": impact.seconds,
        "hours": str(hours_of(impact.seconds)),
        "rejections": impact.rejections,
        "confirmNeeded": impact.must_be_confirmed,
    }
