"""What must hold at every effect, whatever goes wrong; the letters are those of the guarantees."""

from collections import Counter, deque
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from psa_sync.domain.content import GROUP_FIELDS, Group
from psa_sync.domain.entry import Entry, Event, Operation, Origin, RemoteRow
from psa_sync.domain.errors import InDoubtError
from psa_sync.ports import Draft
from tests.fakes.psa import OWN_ID
from tests.simulation.deployment import LIMITS, WORDS_OF_KEYS, WORDS_OF_NOTES, Deployment
from tests.simulation.tapping import Call, Do
from tests.simulation.words import Words

if TYPE_CHECKING:
    from psa_sync.domain.marker import Marker

AT_EVERY_STEP: Final = (
    *("I2", "I3", "I6", "I7", "I8", "I9", "I10", "I11", "I12", "I13", "I15", "I16"),
    *("I17", "I18", "I19"),
)
MOST_EFFECTS: Final = 400
"""Of one invocation: an entry takes at most eight steps, a walk some pages of a few rows."""
AN_HOUR: Final = timedelta(hours=1)
FIELDS: Final = tuple(name for group in Group for name in GROUP_FIELDS[group])
WRITES: Final = frozenset({"create", "update", "delete"})
LETS_GO: Final = ("pull release", "pull settings")
"""The jobs that "sync now" and new settings bring about."""
CLIENT_EVENTS: Final = frozenset({"booked", "edited", "deleted_by_client"})


class BrokenPromiseError(AssertionError):
    """An invariant does not hold."""


class Watch:
    """Looks at every effect, before and after.

    Attributes:
        looked: How often each invariant was really put to the test.
        late: Markers of creates that the PSA commits later than it may; they may have two rows.
    """

    def __init__(self, deployment: Deployment, words: Words) -> None:
        self.looked: Counter[str] = Counter()
        self.late: set[Marker] = set()
        self._locks_read: dict[tuple[str, str], bool] = {}
        self._deployment = deployment
        self._words = words
        self._effects: Counter[int] = Counter()
        self._lines_read = 0
        self._calls: dict[str, deque[datetime]] = {}
        self._rows_checked: dict[str, list[RemoteRow]] = {}

    def called(self, place: str, under_way: int) -> None:
        """A call was let through: in any hour, and at once, no more than the PSA may get."""
        now, most = self._deployment.clock(), self._deployment.ceilings
        calls = self._calls.setdefault(place, deque())
        calls.append(now)
        while calls[0] <= now - AN_HOUR:
            calls.popleft()
        self.demand("I12", len(calls) <= most.hourly, f"{len(calls)} calls an hour of {place}")
        self.demand("I12", under_way <= most.at_once, f"{under_way} calls at once of {place}")

    def demand(self, letter: str, holds: bool, what: str) -> None:
        """Note that the invariant was looked at, and stop where it is broken."""
        self.looked[letter] += 1
        if not holds:
            message = f"{letter}: {what}"
            raise BrokenPromiseError(message)

    def __call__(self, call: Call, do: Do) -> Any:
        """Let the effect happen under watch."""
        run = self._deployment.stack[-1]
        if run.account is not None:
            self.demand("I9", call.accounts() <= {run.account}, f"{call.effect} leaves its tenant")
        self._effects[run.number] += 1
        self.demand("I13", self._effects[run.number] <= MOST_EFFECTS, f"{run.kind} never ends")
        if call.port == "psa":
            return self._at_psa(call, do)
        if call.effect == "entries.save":
            return self._save(call.args[0], call.kwargs.get("events", ()), do)
        if call.effect == "cursors.finish":
            self._finish(call)
        return do()

    def _at_psa(self, call: Call, do: Do) -> Any:
        drafts = [arg for arg in call.args if isinstance(arg, Draft)]
        for draft in drafts:
            self.demand("I3", draft.hours == _hours(draft), f"{draft.hours} h are not exact")
        if call.name in WRITES:
            writes = self._deployment.settings_at(call.place).policy.writes_to_psa
            self.demand("I19", writes, f"{call.name} where nothing is to be written")
        if call.name in {"update", "delete"}:
            self._check_change(call)
        try:
            result = do()
            if call.name == "read":
                self._locks_read[call.place, result.psa_id] = result.locked
            return result
        except InDoubtError:
            self._deployment.stack[-1].doubtful = True
            raise
        finally:
            self.check_rows(call.place)

    def _check_change(self, call: Call) -> None:
        account, _, app = call.place.partition("/")
        psa_id = call.args[0]
        entries = self._deployment.entries
        owners = entries.entry_ids_of_rows(account, app, [psa_id])  # type: ignore[arg-type]
        if psa_id not in owners:
            self._check_repair(call, account)
            return
        entry = entries.get(account, owners[psa_id])
        known = entry.remote if entry else None
        intent = entry.intent if entry else None
        repairs = intent is not None and intent.operation is Operation.REPAIR
        self.demand("I17", not repairs, f"{psa_id} is no second row")
        if call.name == "update" and entry is not None and entry.intent is not None:
            announced = frozenset(entry.intent.groups)
            self.demand("I7", call.args[2] <= announced, "more is written over than was changed")
        if known is not None and known.psa_id == psa_id:
            self.demand("I10", not known.locked, f"{call.name} of a row known to be locked")

    def _check_repair(self, call: Call, account: str) -> None:
        """A row that no entry has goes only as announced, and not when it was seen locked."""
        psa_id = call.args[0]
        intents = [one.intent for one in self._deployment.entries.all() if one.account == account]
        announced = any(one is not None and one.row_id == psa_id for one in intents)
        self.demand("I17", announced, f"{call.name} of {psa_id} was not announced")
        locked = self._locks_read.get((call.place, psa_id), True)
        self.demand("I10", not locked, f"{call.name} of a second row known to be locked")

    def check_rows(self, place: str) -> None:
        """At most one row of ours per marker."""
        rows = self._deployment.psas[place].rows()
        if rows == self._rows_checked.get(place):
            return
        self._rows_checked[place] = rows
        ours = Counter(row.marker for row in rows if row.created_by == OWN_ID)
        if ours:
            more = {marker for marker, number in ours.items() if marker and number > 1}
            twice = sorted(str(marker) for marker in more - self.late)
            self.demand("I2", not twice, f"two rows for one entry: {twice}")

    def _save(self, entry: Entry, events: Any, do: Do) -> Entry:
        former = self._deployment.entries.get(entry.account, entry.id)
        saved: Entry = do()
        run = self._deployment.stack[-1]
        if entry.intent is not None and (former is None or former.intent is None):
            run.claims[entry.id], run.doubtful = entry.intent.number, False
        taken = self._deployment.settings_of(saved).policy.takes_from_psa
        if former is None:
            self.demand("I19", taken or saved.origin is Origin.MEMTIME, "a person's row came in")
        else:
            if not taken:
                self._check_untaken(former, saved, events)
            self._check_draft(former, saved, events)
            self._check_growth(former, saved)
            self._check_content(former, saved, events)
            self._check_absence(former, saved)
            self._check_deletion(former, saved, events)
        return saved

    def _check_untaken(self, former: Entry, saved: Entry, events: list[Event]) -> None:
        """Where nothing is taken from the PSA only clients change what Memtime has."""
        same = (former.local, former.deleted_at) == (saved.local, saved.deleted_at)
        by_client = CLIENT_EVENTS & {event.what for event in events}
        self.demand("I19", same or bool(by_client), f"{saved.id} was changed by the PSA")

    def _check_draft(self, former: Entry, saved: Entry, events: list[Event]) -> None:
        """A draft is not sent, and is one until somebody lets it go or sends it anew."""
        claimed = saved.intent is not None and former.intent is None
        if claimed and saved.intent is not None:
            repairs = saved.intent.operation is Operation.REPAIR
            self.demand("I18", repairs or not former.draft, f"{saved.id} was sent as a draft")
        if former.draft and not saved.draft:
            asked = self._deployment.stack[-1].kind.startswith(LETS_GO)
            by_client = CLIENT_EVENTS & {event.what for event in events}
            self.demand("I18", asked or bool(by_client), f"nobody let {saved.id} go")

    def _check_growth(self, former: Entry, saved: Entry) -> None:
        counts = ("version", "attempts", "generation", "revision")
        grown = all(getattr(saved, name) >= getattr(former, name) for name in counts)
        self.demand("I8", grown, f"a count of {saved.id} fell")
        changed = former.local != saved.local or former.deleted_at != saved.deleted_at
        if changed:
            self.demand("I8", saved.version > former.version, "a change was not counted")
        claimed = saved.intent is not None and saved.intent != former.intent
        if claimed and former.intent is None:
            self.demand("I8", saved.attempts == former.attempts + 1, "an attempt was not counted")

    def _check_content(self, former: Entry, saved: Entry, events: list[Event]) -> None:
        """Only its client changes an entry silently; what anything else replaces is kept."""
        if CLIENT_EVENTS & {event.what for event in events}:
            return
        kept = {name: value for event in events for name, value in event.detail.items()}
        for name in FIELDS:
            before = getattr(former.local, name)
            if before != getattr(saved.local, name):
                self.demand("I7", kept.get(name) == str(before), f"{name} was lost")

    def _check_absence(self, former: Entry, saved: Entry) -> None:
        """A create may be given up by its own sender that knows, or after the wait."""
        intent = former.intent
        given_up = intent is not None and saved.intent != intent and saved.psa_id is None
        if intent is None or not given_up or intent.operation is not Operation.CREATE:
            return
        if saved.intent is not None and saved.intent.number == intent.number:
            return  # left in doubt, which is no decision
        run = self._deployment.stack[-1]
        knows = run.claims.get(saved.id) == intent.number and not run.doubtful
        late = self._deployment.now() >= intent.resolve_after
        self.demand("I16", knows or late, "declared absent before it was settled")

    def _check_deletion(self, former: Entry, saved: Entry, events: list[Event]) -> None:
        told = {event.what for event in events}
        if former.deleted_at is not None:
            allowed = saved.deleted_at is not None or told & {"edited", "restored", "reappeared"}
            self.demand("I6", bool(allowed), "a deleted entry came back")
        elif saved.deleted_at is not None:
            proven = "deleted_by_client" in told or self._is_proven(former)
            self.demand("I15", proven, "deleted without proof")

    def _is_proven(self, entry: Entry) -> bool:
        """Two looks in vain, far enough apart, and the PSA really has no such row."""
        rows = self._deployment.psas[f"{entry.account}/{entry.app}"].rows()
        looks = entry.missing
        if looks is None or any(row.psa_id == entry.psa_id for row in rows):
            return False
        apart = looks.last_seen - looks.first_seen
        return looks.looks >= 2 and apart >= LIMITS.settle

    def _finish(self, call: Call) -> None:
        account, app = call.args
        position = call.kwargs["position"]
        former = self._deployment.cursors.read(account, app).position
        versions = self._deployment.psas[f"{account}/{app}"]._versions.values()
        stamps = {row.last_updated for one in versions for _, row in one if row is not None}
        self.demand("I8", position in stamps | {former, None}, "a cursor that is no PSA time")
        if former is not None and position is not None:
            self.demand("I8", position >= former, "the cursor moved back")

    def check_words(self) -> None:
        """No log line has a note or a key."""
        for line in self._words.lines[self._lines_read :]:
            self.demand("I11", WORDS_OF_NOTES not in line, "a note in the log")
            self.demand("I11", WORDS_OF_KEYS not in line, "a key in the log")
        self._lines_read = len(self._words.lines)


def _hours(draft: Draft) -> Decimal:
    """Hours as one exact rounding gives them, worked out anew."""
    span = draft.content.end - draft.content.start
    seconds = span.days * 86400 + span.seconds - draft.content.break_seconds
    return (Decimal(seconds) / 3600).quantize(Decimal("0.01"), ROUND_HALF_UP)
