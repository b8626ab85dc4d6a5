"""What the timesheet, the health of connections and the API itself look like in answers."""

from typing_extensions import TypedDict

from functions.memtime_api.app_shapes import Freshness, PsaUser
from functions.memtime_api.entry_shapes import Day, Instant
from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.problem_kinds import Who
from psa_sync.domain.webhook import HookState


class PsaSide(TypedDict):
    """Whether the PSA's side was read just now; where not, `code` and `reason` say why."""

    live: bool
    readAt: Instant | None
    code: str | None
    reason: str | None


class Difference(TypedDict):
    """Seconds by which Memtime exceeds the PSA because of one entry or row."""

    entryId: str | None
    psaId: str | None
    seconds: int
    cause: str


class TimesheetDay(TypedDict):
    """One day, in seconds."""

    date: Day
    memtimeSeconds: int
    psaSeconds: int
    billableSeconds: int
    differences: list[Difference]


class CauseWords(TypedDict):
    """What a cause means, what to do, and who can do it."""

    message: str
    fix: str
    who: Who
    where: str


class Timesheet(TypedDict):
    """Both sides of a person's time, day by day, and words for each cause that is named."""

    app: str
    userId: str
    psaUser: PsaUser | None
    timeZone: str
    psa: PsaSide
    days: list[TimesheetDay]
    unexplainedSeconds: int
    causes: dict[str, CauseWords]


class WaysFreshness(TypedDict):
    """How soon `changes` changes of the last day were on the other side, and by direction."""

    p50Seconds: int | None
    p95Seconds: int | None
    changes: int
    toPsa: Freshness
    fromPsa: Freshness


class HookHealth(TypedDict):
    """Whether the PSA tells of changes, and how many were found by that and by polls alone."""

    state: HookState
    lastReceivedAt: Instant | None
    foundByHook: int
    foundByPoll: int


class SharedCalls(TypedDict):
    """Calls of the last hour of all integrations together, as the PSA counts them."""

    callsInLastHour: int
    callsAllowed: int
    usedPercent: int
    seenAt: Instant


class CallBudget(TypedDict):
    """Our calls of the last hour; `waitsFor` is the problem that says why calls wait now."""

    callsInLastHour: int
    callsAllowed: int
    usedPercent: int
    callsAllowedNow: int
    waitsFor: str | None
    drainedAt: Instant | None
    shared: SharedCalls | None


class Cost(TypedDict):
    """What 1,000 changes cost on AWS, by the last day and the prices of that day."""

    usdPerThousandEntries: float | None
    entries: int
    pricesAsOf: str


class ConnectionHealth(TypedDict):
    """How one connection does."""

    app: str
    status: ConnectionStatus
    statusText: str
    since: Instant
    freshness: WaysFreshness
    queueAgeSeconds: int | None
    lastPullAt: Instant | None
    webhooks: HookHealth
    budget: CallBudget
    cost: Cost


class ConnectionsHealth(TypedDict):
    """All installed connections of the account."""

    items: list[ConnectionHealth]


class ApiHealth(TypedDict):
    """The API is up."""

    status: str
    version: str
