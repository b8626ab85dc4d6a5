"""All that a connector needs to write or to check one entry."""

from dataclasses import replace
from datetime import timedelta

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Content
from psa_sync.domain.hours import hours_of, rounded
from psa_sync.domain.marker import Marker
from psa_sync.domain.settings import ConnectionSettings
from psa_sync.domain.work_dates import work_date
from psa_sync.ports import Draft


def draft_of(
    content: Content, person: PsaUser, marker: Marker, settings: ConnectionSettings
) -> Draft:
    """The entry with its open choices filled in, its hours rounded once, its day in that zone."""
    defaults = settings.defaults
    content = _rounded(defaults.fill(content), settings.round_hours_to)
    return Draft(
        content=content,
        person=person,
        marker=marker,
        hours=hours_of(content.duration_seconds),
        work_date=work_date(content.start, person.time_zone),
        usual_role_id=defaults.work_role_id,
    )


def _rounded(content: Content, quantum: int | None) -> Content:
    """Move the end, so that the window holds the rounded time: a PSA compares the two."""
    more = rounded(content.duration_seconds, quantum) - content.duration_seconds
    return replace(content, end=content.end + timedelta(seconds=more)) if more else content
