"""Draws entries of all kinds: good ones, and ones that some rule or switch may object to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Final
from uuid import UUID

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Billable, Content
from psa_sync.domain.marker import Marker
from psa_sync.domain.work_item import WorkItem, WorkItemKind
from psa_sync.ports import Draft
from tests.builders import NOW
from tests.contract.bookings import drafted

BOOKED_ON: Final = frozenset({WorkItemKind.TICKET, WorkItemKind.TASK, WorkItemKind.CHARGE_CODE})
WEEKS: Final = 8
SECONDS: Final = (10, 60, 900, 1800, 3600, 5400, 8 * 3600, 24 * 3600 - 1, 24 * 3600)
NOTES: Final = ("", "Router swap", "Größe geprüft ✓ → done\nnext line", "n" * 4_500)
TOO_LONG: Final = "x" * 33_000
JUST_TOO_LONG: Final = "i" * 31_990
"""Without room for the marker."""
FAR_DAYS: Final = (-4 * 365, -400, 30, 3 * 365)


@dataclass(frozen=True)
class Pools:
    """What there is to choose from.

    Attributes:
        items: Each person's own work items, by person id.
        types: Ids of active work types.
        roles: Ids of roles by person id.
    """

    people: Sequence[PsaUser]
    items: dict[str, list[WorkItem]]
    types: list[str]
    roles: dict[str, list[str]]


def draw(random: Random, pools: Pools) -> Draft:
    """One entry, as the engine would hand it to a connector."""
    person = random.choice(pools.people)
    start, seconds = _start(random), random.choice(SECONDS)
    content = Content(
        work_item_id=_item(random, pools, person),
        start=start,
        end=start + timedelta(seconds=seconds),
        time_zone=person.time_zone,
        break_seconds=random.choice((0, 0, seconds // 3)),
        notes=TOO_LONG if random.random() < 0.03 else random.choice(NOTES),
        internal_notes=JUST_TOO_LONG if random.random() < 0.03 else random.choice(("", "call")),
        billable=random.choice(list(Billable)),
        work_type_id=_chosen(random, pools.types),
        work_role_id=_role(random, pools, person),
    )
    return drafted(person, content, Marker(str(UUID(int=random.getrandbits(128))), 1))


def _start(random: Random) -> datetime:
    day = NOW.date() - timedelta(days=random.randrange(WEEKS * 7))
    if random.random() < 0.05:
        day = NOW.date() + timedelta(days=random.choice(FAR_DAYS))
    clock = time(random.choice((0, 7, 9, 14, 17, 22, 23)), random.choice((0, 30)), tzinfo=UTC)
    return datetime.combine(day, clock)


def _item(random: Random, pools: Pools, person: PsaUser) -> str:
    """Mostly the person's own, then anybody's, then what may not exist."""
    dice = random.random()
    own = [item for item in pools.items[person.id] if item.kind in BOOKED_ON]
    if dice < 0.65 and own:
        return random.choice(own).id
    anybody = [item for items in pools.items.values() for item in items]
    if dice < 0.82:
        return random.choice([item for item in anybody if item.kind in BOOKED_ON]).id
    somewhere = random.choice(anybody).id
    if dice < 0.85:
        return somewhere
    return _neighbour(random, somewhere)


def _neighbour(random: Random, item_id: str) -> str:
    head, _, number = item_id.rpartition(":")
    return f"{head}:{max(1, int(number) + random.choice((-7, -3, -1, 1, 2, 5, 6, 90_000)))}"


def _role(random: Random, pools: Pools, person: PsaUser) -> str | None:
    own, all_roles = pools.roles[person.id], [one for ids in pools.roles.values() for one in ids]
    dice = random.random()
    if dice < 0.7 or not own:
        return None
    if dice < 0.9:
        return random.choice(own)
    return _chosen(random, all_roles, chosen=0.6)


def _chosen(random: Random, known: list[str], chosen: float = 0.4) -> str | None:
    """A known id, none, or one that stands beside a known one."""
    dice = random.random()
    if dice < chosen:
        return random.choice(known)
    if dice < 0.9:
        return None
    beside = str(max(1, int(random.choice(known)) + random.choice((-2, -1, 1, 2, 70_000))))
    return random.choice((beside, beside, beside, "no number"))
