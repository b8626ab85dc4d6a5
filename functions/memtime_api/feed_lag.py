"""How far behind now a client of the change feed is, as operators see it."""

from datetime import UTC, datetime, timedelta

from psa_sync import bootstrap
from psa_sync.domain.connection import PsaName
from psa_sync.ports.meter import Measure
from psa_sync.sync.read_changes import ChangePage

_STAMP_DIGITS = 16


def meter_feed(page: ChangePage, app: str | None) -> None:
    """Note the age of the last change on a page that is not the last one; 0 at the end.

    Args:
        page: What the client gets.
        app: The app of that change.
    """
    if not page.changes or not app:
        return
    microseconds = int(page.changes[-1].stamp[:_STAMP_DIGITS])
    made = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=microseconds)
    behind = (bootstrap.clock() - made).total_seconds() if page.has_more else 0.0
    bootstrap.meter().count(Measure.FEED_BEHIND, PsaName(app), max(behind, 0.0))
