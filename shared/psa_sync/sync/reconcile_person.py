"""Compare a person's rows in the PSA with the entries, and take in what differs or is gone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.entry import Entry
from psa_sync.domain.errors import TransientError
from psa_sync.domain.jobs import PullJob
from psa_sync.domain.reconcile_walk import (
    MOST_CARRIED,
    Days,
    Depth,
    RowStamp,
    Walk,
    changed,
    is_as_held,
    stretches,
    watched,
)
from psa_sync.domain.work_dates import day_span, work_date
from psa_sync.ports import PsaConnector
from psa_sync.sync.declare_gone import conclude, note_senseless
from psa_sync.sync.effects import Effects
from psa_sync.sync.look_for_rows import Ground, look_for
from psa_sync.sync.observe_rows import Observer
from psa_sync.sync.strange_rows import look_again, take_in_strange

_ONE_DAY = timedelta(days=1)
_A_MOMENT = timedelta(seconds=1)
LONGEST_DELAY: Final = timedelta(minutes=15)
"""Of a message in SQS."""


def reconcile_person(
    job: PullJob, connection: Connection, psa: PsaConnector, effects: Effects
) -> None:
    """Walk the person's days from the newest on; goes on in a new message when time runs out.

    Raises:
        TransientError, CredentialsError: These days are compared again later.
    """
    link = effects.connections.link_of(job.account, job.app, job.user_id or "")
    if link is None:
        return
    observer = Observer(connection, {link.psa_user.id: link}, effects)
    ground = Ground(link=link, psa=psa, observer=observer)
    walk = _begun(job, link, effects)
    try:
        ended = _walked(walk, ground)
    except TransientError as error:
        if error.code == "psa_answer_senseless":
            note_senseless(ground, str(error))
        raise
    if ended.done < len(stretches(ended.reach, ended.today)):
        effects.queue.pull([replace(job, page=ended.token())])
        return
    if conclude(ended, ground) and not job.again:
        # Proof takes two looks; the second one need not wait for the next tick of the schedule.
        second = replace(job, page=None, again=True, attempt=0)
        effects.queue.pull([second], delay=min(effects.limits.settle + _A_MOMENT, LONGEST_DELAY))


def _begun(job: PullJob, link: UserLink, effects: Effects) -> Walk:
    if job.page is not None:
        return Walk.from_token(job.page)
    today = work_date(effects.clock(), link.psa_user.time_zone)
    return Walk(reach=job.reach, today=today)


def _walked(walk: Walk, ground: Ground) -> Walk:
    """Walk at least one stretch of days, and on until the end or until time is short."""
    effects, link = ground.effects, ground.link
    brake = effects.cursors.reconciled(link.account, link.app).brake
    comparison = _Comparison(ground, frozenset(brake.missing) if brake else frozenset())
    days, begun = stretches(walk.reach, walk.today), walk.done
    while walk.done < len(days):
        further = comparison.compare(days[walk.done], walk)
        if further is walk and walk.done == begun:
            # Not even a whole message has the time: the next run looks, this one must end.
            further = replace(walk, done=walk.done + 1)
        walk = further
        if effects.remaining() < effects.limits.call * 2:
            break
    return walk


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Compares days.

    Attributes:
        ground: Whose days, and where they are read.
        braked: The entries that the brake holds.
    """

    ground: Ground
    braked: frozenset[str]

    def compare(self, days: Days, walk: Walk) -> Walk:
        """Take in what differs on these days; the walk comes back one stretch further on.

        It comes back as it was when time is too short to look for what is missing.
        """
        person, psa = self.ground.link.psa_user, self.ground.psa
        # Read before the list: a row that is made in between is then in the list.
        around = list(self._around(days))
        held = {entry.psa_id: entry for entry in around if entry.psa_id}
        expected = watched(held.values(), days, person.time_zone)
        further = replace(walk, done=walk.done + 1, known=walk.known + len(expected))
        if days.depth is Depth.COUNT:
            counted = psa.count_of_days(person, days.first, days.last)
            if counted == len(expected):
                return further
        stamps = [stamp for stamp in self._stamps(days) if stamp.work_date in days]
        unlike = stamps if days.depth is Depth.ROWS else changed(stamps, held)
        self._take_in(self._news(unlike, held))
        listed = {stamp.psa_id for stamp in stamps}
        look_again(around, days, listed, self.ground)
        witnessed = walk.witnessed or bool(stamps)
        absent = [entry for psa_id, entry in expected.items() if psa_id not in listed]
        absent += self._missed_by_pushes(held, expected)
        gone = look_for(absent, days, self.ground, witnessed=witnessed)
        if gone is None:
            return walk  # not done: the next message has time
        missing = sorted({*walk.missing, *(entry.id for entry in gone)})
        there = {expected[psa_id].id for psa_id in expected.keys() & listed} & self.braked
        return replace(
            further,
            missing=tuple(missing[:MOST_CARRIED]),
            unnamed=walk.unnamed + len(missing[MOST_CARRIED:]),
            seen=tuple(sorted({*walk.seen, *there})),
            witnessed=witnessed,
        )

    def _around(self, days: Days) -> Iterator[Entry]:
        """The person's entries around these days."""
        link, effects = self.ground.link, self.ground.effects
        start, end = day_span(days.first - _ONE_DAY, days.last + _ONE_DAY, link.psa_user.time_zone)
        cursor: str | None = None
        while True:
            page = effects.entries.of_user(
                link.account, link.user_id, start=start, end=end, cursor=cursor
            )
            yield from (one for one in page.entries if one.app == link.app)
            cursor = page.cursor
            if cursor is None:
                return

    def _stamps(self, days: Days) -> Iterator[RowStamp]:
        person, page = self.ground.link.psa_user, None
        while True:
            found = self.ground.psa.stamps_of_days(person, days.first, days.last, page)
            yield from found.stamps
            page = found.next_page
            if page is None:
                return

    def _missed_by_pushes(
        self, held: Mapping[str, Entry], expected: Mapping[str, Entry]
    ) -> list[Entry]:
        """Entries that were moved to these days in Memtime, and whose row a push did not find."""
        return [
            entry
            for psa_id, entry in held.items()
            if psa_id not in expected
            and entry.problem is not None
            and entry.problem.code == "psa_row_missing"
            and entry.deleted_at is None
            and entry.intent is None
        ]

    def _take_in(self, wanted: Sequence[RowStamp]) -> None:
        """Read these rows in full; what turns out to be as we have it costs no write."""
        if not wanted:
            return
        person, ids = self.ground.link.psa_user, {stamp.psa_id for stamp in wanted}
        first = min(stamp.work_date for stamp in wanted)
        last = max(stamp.work_date for stamp in wanted)
        page: str | None = None
        while True:
            found = self.ground.psa.rows_of_days(person, first, last, page)
            rows = [row for row in found.rows if row.psa_id in ids]
            self.ground.observer.take_in(rows)
            take_in_strange(rows, self.ground)
            page = found.next_page
            if page is None:
                return

    def _news(self, stamps: Sequence[RowStamp], held: Mapping[str, Entry]) -> list[RowStamp]:
        """Leave out what another day's entry has as it is, and what is from before our time."""
        effects, link = self.ground.effects, self.ground.link
        new = [stamp.psa_id for stamp in stamps if stamp.psa_id not in held]
        owners = effects.entries.entry_ids_of_rows(link.account, link.app, new)
        entries = effects.entries.get_many(link.account, sorted(set(owners.values())))
        since = self._since()

        def is_news(stamp: RowStamp) -> bool:
            if stamp.psa_id in held:
                return True
            if stamp.psa_id not in owners:
                return stamp.work_date >= since
            return not is_as_held(stamp, entries.get(owners[stamp.psa_id]))

        return [stamp for stamp in stamps if is_news(stamp)]

    def _since(self) -> date:
        """The first day whose rows are imported: as when the person authenticated."""
        link = self.ground.link
        linked = work_date(link.linked_at, link.psa_user.time_zone)
        return linked - timedelta(days=self.ground.effects.limits.backfill_days)
