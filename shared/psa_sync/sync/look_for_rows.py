"""Look by id for rows that a list does not show, and keep what that proves."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from psa_sync.domain.connection import UserLink
from psa_sync.domain.entry import Entry, Event
from psa_sync.domain.errors import MissingError, StaleError
from psa_sync.domain.missing_rows import looked_in_vain
from psa_sync.domain.reconcile_walk import Days
from psa_sync.domain.work_dates import day_start
from psa_sync.ports import PsaConnector
from psa_sync.sync.effects import Effects
from psa_sync.sync.observe_rows import Observer
from psa_sync.sync.saving import save

log = logging.getLogger(__name__)
MOST_LOOKS: Final = 25
"""When so many are gone the brake is a matter of course; each look is a call of the PSA."""
WITNESSES: Final = 3
WITNESS_DAYS: Final = timedelta(days=62)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Whose rows are compared, where they are read, and who takes them in."""

    link: UserLink
    psa: PsaConnector
    observer: Observer

    @property
    def effects(self) -> Effects:
        """The ports."""
        return self.observer.effects


def look_for(
    absent: Sequence[Entry], days: Days, ground: Ground, *, witnessed: bool
) -> Sequence[Entry] | None:
    """Look for each row by its id, and note on the entries whose row is not there.

    Args:
        absent: Entries whose rows are not in a list of these days.
        days: The days of the list.
        ground: Whose rows.
        witnessed: True when the PSA has shown a row of this person just now.

    Returns:
        The entries whose rows are gone, as far as a single look can tell; None when there was no
        time to look at all.

    Raises:
        TransientError: The PSA shows rows that cannot be, or does not answer.
    """
    if not absent:
        return ()
    ground.psa.check_filters(ground.link.psa_user)
    looks = _looks(absent[:MOST_LOOKS], days, ground)
    if not looks:
        return None
    if _LEFT_OUT in looks.values():
        return ()  # the list is not complete, so it proves nothing of the others either
    gone = [entry for entry in absent if looks.get(entry.id) == _GONE]
    if not gone:
        return ()
    if not (witnessed or _has_witness(days, ground)):
        # We may have lost the right to see this person's rows: nobody can tell.
        log.warning("no row of a person is to be seen", extra={"user": ground.link.user_id})
        return gone
    _note(gone, ground)
    return [*gone, *absent[MOST_LOOKS:]] if len(gone) == MOST_LOOKS else gone


_GONE: Final = "gone"
_LEFT_OUT: Final = "left out"
_ELSEWHERE: Final = "elsewhere"


def _looks(entries: Sequence[Entry], days: Days, ground: Ground) -> dict[str, str]:
    """Look for these rows as long as time allows, and not further than the first one left out."""
    looks: dict[str, str] = {}
    for entry in entries:
        if ground.effects.remaining() < ground.effects.limits.call * 2:
            break
        looks[entry.id] = _look(entry, days, ground)
        if looks[entry.id] == _LEFT_OUT:
            log.warning("a list left a row out", extra={"entry": entry.id})
            break
    return looks


def _look(entry: Entry, days: Days, ground: Ground) -> str:
    try:
        row = ground.psa.read(entry.psa_id or "", ground.link.psa_user)
    except MissingError:
        return _GONE
    ground.observer.take_in([row])
    mine = row.person_id == ground.link.psa_user.id
    return _LEFT_OUT if mine and row.work_date in days else _ELSEWHERE


def _has_witness(days: Days, ground: Ground) -> bool:
    """Read some earlier row of the person, to know that we may see this person's rows at all."""
    link, effects = ground.link, ground.effects
    end = day_start(days.first, link.psa_user.time_zone)
    earlier = effects.entries.of_user(
        link.account, link.user_id, start=end - WITNESS_DAYS, end=end
    ).entries
    known = [
        one for one in earlier if one.app == link.app and one.psa_id and one.deleted_at is None
    ]
    for entry in known[-WITNESSES:]:
        try:
            ground.psa.read(entry.psa_id or "", link.psa_user)
        except MissingError:
            continue
        return True
    return False


def _note(gone: Sequence[Entry], ground: Ground) -> None:
    effects = ground.effects
    policy = ground.observer.connection.settings.policy
    for entry in gone:
        now = effects.clock()
        noted = looked_in_vain(entry, now=now, apart=effects.limits.settle)
        if noted is entry or noted.missing is None:
            continue
        detail = {"psaId": entry.psa_id or "", "looks": str(noted.missing.looks)}
        try:
            save(noted, policy, effects, [Event(at=now, what="row_missing", detail=detail)])
        except StaleError:
            continue  # somebody works on it right now; the next run looks again
