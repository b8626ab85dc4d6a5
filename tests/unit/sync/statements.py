"""A person's statement, and what it tells of differences."""

from datetime import date

from psa_sync.domain.errors import TransientError
from psa_sync.sync.read_timesheet import Statement, read_timesheet
from tests.builders import ACCOUNT, CONNECTWISE, USER
from tests.fakes.psa_faults import Fault
from tests.unit.sync.scene import Scene

TODAY = date(2025, 3, 4)
HIDDEN = Fault(TransientError("not to be seen", code="permission_missing"))


def statement(scene: Scene, first: date = TODAY, last: date = TODAY) -> Statement:
    return read_timesheet(ACCOUNT, USER, CONNECTWISE, first, last, effects=scene.effects)


def told(scene: Scene, first: date = TODAY, last: date = TODAY) -> list[tuple[int, str]]:
    """Seconds and cause of each difference, once it is sure that they add up to all there is."""
    found = statement(scene, first, last)
    assert found.sheet.unexplained_seconds == 0
    for day in found.sheet.days:
        apart = day.memtime_seconds - day.psa_seconds
        assert sum(one.seconds for one in day.differences) == apart
    return [(one.seconds, one.cause) for one in found.sheet.differences]
