"""The ways of an entry that the PSA holds twice, and all ways there are."""

from typing import Final

from psa_sync.domain.errors import InDoubtError
from tests.fakes.psa import OWN_ID
from tests.fakes.psa_faults import Fault
from tests.simulation.flows import (
    LOST,
    ONE_ROW,
    Flow,
    books,
    deletes,
    delivers,
    fails,
    in_turn,
    one,
    polls,
    reconciles,
    sweeps,
)
from tests.simulation.settings_flows import SETTINGS
from tests.simulation.stage import Stage
from tests.simulation.work_item_flows import WORK_ITEMS


def arrives_late(stage: Stage) -> None:
    """A create is committed when the entry has been made a second time, and is recorded."""
    psa = stage.deployment.psas[stage.deployment.desks[0].place]
    psa.fail("create", Fault(InDoubtError("late"), commits=True, after=900))
    in_turn(books, delivers, sweeps)(stage)
    stage.trouble.late.add(one(stage).marker)
    stage.deployment.clock.advance(900)


def arrives_twice(stage: Stage) -> None:
    """The PSA carries a create out twice, and its answer is lost."""
    desk = stage.deployment.desks[0]
    psa = stage.deployment.psas[desk.place]
    in_turn(books, fails("create", LOST), delivers)(stage)
    stage.trouble.late.add(one(stage).marker)
    twin = psa.person_copies(psa.rows()[0].psa_id, desk.person)
    psa.sets(twin.psa_id, created_by=OWN_ID)


def is_locked(stage: Stage) -> None:
    """The row that came late is approved."""
    psa = stage.deployment.psas[stage.deployment.desks[0].place]
    psa.sets(psa.rows()[-1].psa_id, locked=True, status="Approved")


REPAIRS: Final = (
    Flow("repair", arrives_late, polls),
    Flow("repair, found by reconciliation", arrives_late, reconciles),
    Flow("repair, found by the resolver", arrives_twice, sweeps),
    Flow("repair, of what is locked", in_turn(arrives_late, is_locked), polls),
    Flow("repair, after a delete", in_turn(arrives_late, deletes, delivers), reconciles),
    Flow("resolve: repaired", in_turn(arrives_late, fails("delete", LOST), polls), sweeps),
)
FLOWS: Final = (*ONE_ROW, *REPAIRS, *SETTINGS, *WORK_ITEMS)
