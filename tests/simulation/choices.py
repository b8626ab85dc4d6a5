"""What admins and people choose: drawn at first, changed at the end, and "sync now"."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Final

from psa_sync.domain.content import Content
from psa_sync.domain.entry import Entry
from psa_sync.domain.settings import ConflictPolicy, ConnectionSettings, Direction, Mode
from psa_sync.sync.change_settings import change_settings
from psa_sync.sync.start_refresh import start_sync
from tests.simulation.deployment import DESKS, Desk

if TYPE_CHECKING:
    from tests.simulation.stage import Stage

USUAL: Final = 0.6
"""So many days leave all connections as the product has them."""


def drawn(random: Random, policy: ConflictPolicy) -> dict[str, ConnectionSettings]:
    """Settings of each connection."""
    usual = random.random() < USUAL
    return {desk.place: _drawn(random, policy, usual=usual) for desk in DESKS}


def drawn_later(
    random: Random, settings: Mapping[str, ConnectionSettings]
) -> dict[str, ConnectionSettings]:
    """What the connections are changed to at the end: half of them work as usual again."""
    return {
        place: one
        if random.random() < 0.5
        else replace(one, direction=Direction.TWO_WAY, entry_sync=Mode.AUTOMATIC)
        for place, one in settings.items()
    }


def _drawn(random: Random, policy: ConflictPolicy, *, usual: bool) -> ConnectionSettings:
    direction = random.choices(list(Direction), [50, 30, 20])[0]
    entry_sync = random.choices(list(Mode), [60, 40])[0]
    quantum = random.choice([None, None, 360, 900])
    if usual:
        return ConnectionSettings(conflict_policy=policy)
    return ConnectionSettings(
        conflict_policy=policy, direction=direction, entry_sync=entry_sync, round_hours_to=quantum
    )


def changes_settings(stage: "Stage") -> None:
    """An admin changes what was planned; nowhere entries go on waiting for the direction."""
    deployment = stage.deployment
    for desk in deployment.desks:
        known = deployment.settings_at(desk.place)
        wanted = stage.later_settings.get(desk.place, known)
        if not wanted.policy.writes_to_psa:
            wanted = replace(wanted, direction=Direction.TWO_WAY)
        if wanted != known:
            chooses(stage, desk, wanted)


def chooses(stage: "Stage", desk: Desk, wanted: ConnectionSettings) -> None:
    """The admin has read what the change touches, and confirms it."""
    stage.tell(f"{desk.place}: {wanted.direction.value}, {wanted.entry_sync.value}")
    stage.clients.asks(
        desk,
        lambda: change_settings(
            desk.account,
            desk.app,
            lambda _: wanted,
            confirmed=True,
            effects=stage.deployment.effects,
        ),
    )


def syncs_now(stage: "Stage") -> None:
    """Everybody whose bookings are drafts says that they may go."""
    for desk in stage.deployment.desks:
        if stage.deployment.settings_at(desk.place).entry_sync is Mode.MANUAL:
            says_sync_now(stage, desk)


def says_sync_now(stage: "Stage", desk: Desk) -> None:
    """One person says so."""
    stage.clients.asks(
        desk,
        lambda: start_sync(desk.account, desk.app, desk.user_id, effects=stage.deployment.effects),
    )


def as_sent(entry: Entry) -> Content:
    """What the entry says, with the time rounded as it was when it was sent."""
    if entry.rounded_to is None:
        return entry.local
    quantum, seconds = entry.rounded_to, entry.local.duration_seconds
    times = max(1, int(Fraction(seconds, quantum) + Fraction(1, 2)))
    more = timedelta(seconds=times * quantum - seconds)
    return replace(entry.local, end=entry.local.end + more)
