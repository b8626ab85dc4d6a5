"""Faults of a simulated PSA, each put on while an entry is made, changed and deleted."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from local.api_client import wait_for
from local.failures import StackError
from local.stack_file import StackInfo
from tests.e2e.desk import Write, WritesInFlight, call_of
from tests.e2e.simulated_psa import SimulatedPsa

NOT_TRIED = {"queued", "sending"}
ANSWER_LOST = "psa_outcome_unknown"
HIT_SECONDS = 120
"""Longer than several writes that time out one after the other, as they do where the PSA has not
answered before, and than the life of a slot whose worker is gone."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong at the calls that write.

    Attributes:
        bodies: What the answers say, by PSA; nothing where none is named.
    """

    mode: str
    params: Mapping[str, object] = field(default_factory=dict)
    bodies: Mapping[str, object] = field(default_factory=dict)

    def starts(self, psa: SimulatedPsa) -> dict[Write, str]:
        """Put it on; give the fault's id by the write it is to hit."""
        return {write: self.put_on(psa, call_of(write, psa)) for write in Write}

    def put_on(self, psa: SimulatedPsa, call: tuple[str, str] | None) -> str:
        body = {"body": self.bodies[psa.app]} if psa.app in self.bodies else {}
        return psa.breaks(self.mode, call, params={**self.params, **body})


class FaultOfEveryCall(Fault):
    """What goes wrong at all calls, so that some writes do not even begin."""

    def starts(self, psa: SimulatedPsa) -> dict[Write, str]:
        return dict.fromkeys(Write, self.put_on(psa, None))


class FaultOfLists(Fault):
    """What goes wrong at lists, after all three writes were done and their answers lost."""

    def starts(self, psa: SimulatedPsa) -> dict[Write, str]:
        return Fault("commit_then_reset").starts(psa)


@dataclass
class Scene:
    """A fault at one PSA, and what came of it.

    Attributes:
        hits: How many calls it hit, by the write they were made for.
        states: The entries' states under the fault, after they were tried.
    """

    fault: Fault
    flight: WritesInFlight
    hits: dict[Write, int] = field(default_factory=dict)
    states: dict[Write, str] = field(default_factory=dict)
    _fault_ids: dict[Write, str] = field(default_factory=dict)
    _list_fault_id: str = ""

    @property
    def psa(self) -> SimulatedPsa:
        return self.flight.desk.psa

    def begins(self) -> None:
        self._fault_ids = self.fault.starts(self.psa)
        self.flight.take_off()

    def waits_until_tried(self) -> None:
        """Wait until every write was tried and hit; a test sees whether it was."""
        for write, fault_id in self._fault_ids.items():
            _give_time(partial(self.psa.hits, fault_id))
            _give_time(partial(self._was_tried, write))
            self.hits[write] = self.psa.hits(fault_id)
            self.states[write] = self._state(write)

    def lists_go_wrong(self, stack: StackInfo) -> None:
        """Where lists are to go wrong, let them; the answers of writes are lost no longer."""
        if not isinstance(self.fault, FaultOfLists):
            return
        self._list_fault_id = self.fault.put_on(self.psa, self.psa.case.list_call)
        for fault_id in self._fault_ids.values():
            self.psa.heals(fault_id)
        for schedule in ("pull", "reconcile"):
            stack.run_schedule(schedule)

    def waits_until_looked_for(self) -> None:
        """Where lists go wrong, wait until the lost create was looked for in one."""
        if not isinstance(self.fault, FaultOfLists):
            return
        _give_time(self._was_looked_for)
        hits = self.psa.hits(self._list_fault_id) if self._was_looked_for() else 0
        self.hits = dict.fromkeys(Write, hits)

    def ends(self) -> None:
        """Heal the PSA; what it refused in plain words needs a person's word."""
        self.psa.heals()
        for write, state in self.states.items():
            if state == "rejected":
                self.flight.tries_again(write)

    def gets_a_persons_word(self) -> None:
        """Try again what waited until a later fault, and was refused in plain words there."""
        for write in self.states:
            if self._state(write) == "rejected":
                self.flight.tries_again(write)

    def _state(self, write: Write) -> str:
        return str(self.flight.sees(write)["syncState"])

    def _was_tried(self, write: Write) -> bool:
        return self._state(write) not in NOT_TRIED

    def _was_looked_for(self) -> bool:
        entry = self.flight.sees(Write.CREATE)
        return (entry["problem"] or {}).get("code") != ANSWER_LOST


def play(scenes: Sequence[Scene], stack: StackInfo) -> None:
    """Play scenes of several PSAs at the same time."""
    for scene in scenes:
        scene.begins()
    for scene in scenes:
        scene.waits_until_tried()
    for scene in scenes:
        scene.lists_go_wrong(stack)
    for scene in scenes:
        scene.waits_until_looked_for()
    for scene in scenes:
        scene.ends()


def _give_time(look: Callable[[], object]) -> None:
    """Wait for something; the test, not the wait, says what it means that it never came."""
    with suppress(StackError):
        wait_for("it", look, HIT_SECONDS)
