"""All that a connector needs to write or to check one entry."""

from psa_sync.domain.connection import EntryDefaults, PsaUser
from psa_sync.domain.content import Content
from psa_sync.domain.hours import hours_of
from psa_sync.domain.marker import Marker
from psa_sync.domain.work_dates import work_date
from psa_sync.ports import Draft


def draft_of(content: Content, person: PsaUser, marker: Marker, defaults: EntryDefaults) -> Draft:
    """The entry with its open choices filled in, its hours rounded once, its day in that zone."""
    return Draft(
        content=defaults.fill(content),
        person=person,
        marker=marker,
        hours=hours_of(content.duration_seconds),
        work_date=work_date(content.start, person.time_zone),
        usual_role_id=defaults.work_role_id,
    )
