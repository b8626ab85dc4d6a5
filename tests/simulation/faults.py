"""What goes wrong with one effect, drawn from one source of chance, and how often it was met."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, Final

from psa_sync.domain.errors import CredentialsError, InDoubtError, RejectedError, TransientError
from tests.fakes.psa_faults import Fault, KilledError
from tests.simulation.deployment import WORDS_OF_KEYS, Deployment
from tests.simulation.tapping import Call, Do

if TYPE_CHECKING:
    from psa_sync.domain.marker import Marker

WRITES: Final = ("create", "update", "delete")
LISTS: Final = (
    "rows_of_days",
    "changed_rows",
    "stamps_of_days",
    "count_of_days",
    "check_filters",
)
LATEST_COMMIT, LONGEST_LAG = 130, 90
"""With an invocation's life and the clocks' skew less than the settle wait: the promise's bound."""
LATER_THAN_PROMISED: Final = 3000
"""The latest commit of a PSA that is tardy: behind the settle wait, outside the promise's bound."""
PSA_FAULTS: Final = {
    "status_refused": WRITES,
    "status_unknown": WRITES,
    "status_unavailable": (*LISTS, "read"),
    "delay": (*WRITES, *LISTS, "read"),
    "reset_before": (*WRITES, *LISTS, "read"),
    "commit_then_reset": WRITES,
    "commit_then_timeout": WRITES,
    "commit_late": WRITES,
    "senseless_answer": (*WRITES, *LISTS, "read"),
    # Where a create is looked for, a list that ends without a word would bill twice: the promise
    # needs lists that are complete after the settle wait.
    "short_list": ("changed_rows", "stamps_of_days"),
}
SPELLS: Final = ("down", "rate_limit", "revoke_credentials")
STORE_FAULTS: Final = ("throttled", "store_answer_lost", "queue_away")
DEATHS: Final = ("killed_before", "killed_after", "killed_waiting")
HABITUAL: Final = ("list_lag", "drop_filter", "clock_skew", "index_lag", "little_time")
MESSAGES: Final = ("message_lost", "message_doubled", "message_returned", "messages_reordered")
KINDS: Final = (
    *PSA_FAULTS,
    *SPELLS,
    *STORE_FAULTS,
    *DEATHS,
    *HABITUAL,
    *MESSAGES,
    "commit_too_late",
    "meanwhile",
)
"""Every kind of trouble there is; a run that never met one of them has not tested it."""


@dataclass(frozen=True)
class Rates:
    """How likely each trouble is at one effect; each run draws its own."""

    psa: float
    store: float
    death: float
    pause: float


class Trouble:
    """Stands between the engine and its effects.

    Args:
        meanwhile: Lets somebody else act while the running invocation waits.
        tell: Takes a line of the trace.

    Attributes:
        tardy: Whether a PSA may commit a create later than the settle wait.
        late: The markers of such creates.
    """

    def __init__(
        self,
        deployment: Deployment,
        random: Random,
        rates: Rates,
        meanwhile: Callable[[], None],
        tell: Callable[[str], None],
    ) -> None:
        self.met: Counter[str] = Counter()
        self.active = True
        self.tardy = False
        self.late: set[Marker] = set()
        self.spells: dict[str, str] = {}
        self._deployment = deployment
        self._random = random
        self._rates = rates
        self._meanwhile = meanwhile
        self._tell = tell

    def __call__(self, call: Call, do: Do) -> Any:
        """Let the effect happen, or not."""
        if not self.active:
            return do()
        self._maybe_wait(call)
        self._maybe_die("killed_before", call)
        result = self._at_psa(call, do) if call.port == "psa" else self._at_store(call, do)
        self._maybe_wait(call)
        self._maybe_die("killed_after", call)
        return result

    def meet(self, kind: str, call: Call | None = None) -> None:
        """Count the trouble and tell of it."""
        assert kind in KINDS, kind
        self.met[kind] += 1
        self._tell(f"! {kind}" + (f" at {call.effect}" if call else ""))

    def _chance(self, rate: float) -> bool:
        return self._random.random() < rate

    def _maybe_die(self, kind: str, call: Call) -> None:
        if self._chance(self._rates.death):
            self.meet(kind, call)
            self._deployment.kill()

    def _maybe_wait(self, call: Call) -> None:
        if len(self._deployment.stack) > 2 or not self._chance(self._rates.pause):
            return
        self.meet("meanwhile", call)
        self._meanwhile()
        self.waits(self._random.choice([0, 0, 1, 5, 20, 70]), call)

    def waits(self, seconds: float, call: Call) -> None:
        """Let the invocation wait so long, maybe longer than it lives."""
        try:
            self._deployment.pass_time(seconds)
        except KilledError:
            self.meet("killed_waiting", call)
            raise

    def _at_store(self, call: Call, do: Do) -> Any:
        if not self._chance(self._rates.store):
            return do()
        if call.port == "queue":
            self.meet("queue_away", call)
        elif call.name == "save" and call.port == "entries" and self._chance(0.5):
            do()
            self.meet("store_answer_lost", call)
        else:
            self.meet("throttled", call)
        raise TransientError("the store is away", code="store_unavailable")

    def _at_psa(self, call: Call, do: Do) -> Any:
        spell = self.spells.get(call.place)
        if spell is not None:
            self.meet(spell, call)
            error = SPELL_ERRORS[spell]
            raise error()
        if self.tardy and call.name == "create" and self._chance(0.5):
            return self._committed_too_late(call, do)
        kinds = [kind for kind, names in PSA_FAULTS.items() if call.name in names]
        if not kinds or not self._chance(self._rates.psa):
            return do()
        kind = self._random.choice(kinds)
        self.meet(kind, call)
        if kind == "delay":
            self.waits(self._random.randrange(1, 20), call)
            return do()
        return self._failed(kind, call, do)

    def _committed_too_late(self, call: Call, do: Do) -> Any:
        self.meet("commit_too_late", call)
        self.late.add(call.args[0].marker)
        after = self._random.randrange(310, LATER_THAN_PROMISED)
        lost = Fault(InDoubtError("commit_too_late"), commits=True, after=after)
        self._deployment.psas[call.place].fail(call.name, lost)
        return do()

    def _failed(self, kind: str, call: Call, do: Do) -> Any:
        psa = self._deployment.psas[call.place]
        if kind == "short_list":
            psa.shows_at_most = 1
            try:
                return do()
            finally:
                psa.shows_at_most = None
        psa.fail(call.name, self._fault(kind, call.name in WRITES))
        try:
            return do()
        finally:
            if kind == "commit_then_timeout":
                self.waits(20, call)

    def _fault(self, kind: str, writes: bool) -> Fault:
        doubt = InDoubtError(kind)
        if kind == "status_refused":
            return Fault(RejectedError("work_item_closed", "Ticket is closed."))
        if kind == "commit_late":
            return Fault(doubt, commits=True, after=self._random.randrange(1, LATEST_COMMIT))
        if kind in {"commit_then_reset", "commit_then_timeout"}:
            return Fault(doubt, commits=True)
        if kind in {"status_unknown", "senseless_answer"} and writes:
            return Fault(doubt, commits=self._chance(0.5))
        code = "psa_answer_senseless" if kind == "senseless_answer" else "psa_unreachable"
        return Fault(TransientError(kind, code=code))


SPELL_ERRORS: Final[dict[str, Callable[[], BaseException]]] = {
    "down": lambda: TransientError("connection refused"),
    "rate_limit": lambda: TransientError("slow down", retry_after=60, code="psa_rate_limited"),
    "revoke_credentials": lambda: CredentialsError(f"The key {WORDS_OF_KEYS} was revoked."),
}
