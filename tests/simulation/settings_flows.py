"""The ways of drafts, and of entries that wait for a direction, to the one act that is stopped."""

from dataclasses import replace
from typing import Any, Final

from psa_sync.domain.settings import Direction, Mode, Preferences
from psa_sync.sync.change_settings import change_preferences
from tests.simulation.choices import chooses, syncs_now
from tests.simulation.flows import (
    Act,
    Flow,
    books,
    deletes,
    deletes_it,
    delivers,
    edits,
    has_little_time,
    in_turn,
    person,
    polls,
    reconciles,
    synced,
)
from tests.simulation.people import Edit
from tests.simulation.stage import Stage


def chosen(**changes: Any) -> Act:
    """An admin has changed settings."""

    def does(stage: Stage) -> None:
        desk = stage.deployment.desks[0]
        known = stage.deployment.settings_at(desk.place)
        chooses(stage, desk, replace(known, **changes))
        stage.workers.drains()

    return does


def prefers_drafts(stage: Stage) -> None:
    """The person wants to look before anything is sent."""
    desk, effects = stage.deployment.desks[0], stage.deployment.effects
    stage.clients.asks(
        desk,
        lambda: change_preferences(
            desk.account,
            desk.app,
            desk.user_id,
            lambda _: Preferences(entry_sync=Mode.MANUAL),
            confirmed=False,
            effects=effects,
        ),
    )
    in_turn(books, delivers)(stage)


def edits_notes(stage: Stage, psa_id: str) -> None:
    """A person writes something else, which is kept in mind."""
    desk = stage.deployment.desks[0]
    change = {"notes": "theirs"}
    stage.deployment.psas[desk.place].person_edits(psa_id, **change)
    at = stage.deployment.clock()
    stage.people.edits.append(Edit(desk, psa_id, at, change, ours=True))


def sync_now(stage: Stage) -> None:
    """The person lets drafts go."""
    syncs_now(stage)
    stage.workers.drains()


MANUAL: Final = chosen(entry_sync=Mode.MANUAL)
TO_PSA: Final = chosen(direction=Direction.TO_PSA)
FROM_PSA: Final = chosen(direction=Direction.FROM_PSA)
BOTH: Final = chosen(direction=Direction.TWO_WAY, entry_sync=Mode.AUTOMATIC)

SETTINGS: Final = (
    Flow("sync now", in_turn(MANUAL, books, delivers), sync_now),
    Flow("sync now, in parts", in_turn(MANUAL, books, has_little_time), sync_now),
    Flow("sync now, a delete", in_turn(synced, MANUAL, deletes, delivers), sync_now),
    Flow("drafts, let go by a setting", in_turn(synced, MANUAL, edits, delivers), BOTH),
    Flow("a preference", synced, prefers_drafts),
    Flow("only from the PSA", in_turn(FROM_PSA, books), delivers),
    Flow("both ways again", in_turn(FROM_PSA, books, delivers), BOTH),
    Flow("only to the PSA, an edit there", in_turn(TO_PSA, synced, person(edits_notes)), polls),
    Flow(
        "only to the PSA, edits on both sides",
        in_turn(TO_PSA, synced, person(edits_notes), edits),
        delivers,
    ),
    Flow(
        "only to the PSA, a delete here",
        in_turn(TO_PSA, synced, person(edits_notes), deletes),
        delivers,
    ),
    Flow(
        "only to the PSA, a delete there", in_turn(TO_PSA, synced, person(deletes_it)), reconciles
    ),
    Flow(
        "taken in after all",
        in_turn(TO_PSA, synced, person(edits_notes), polls),
        BOTH,
    ),
)
