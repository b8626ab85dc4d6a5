"""What answers about connected apps look like; the API's document is made of it."""

from typing import Annotated

from pydantic import WithJsonSchema
from typing_extensions import TypedDict

from functions.memtime_api.entry_shapes import Instant, Problem
from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.content import Billable
from psa_sync.domain.jobs import ProgressStatus
from psa_sync.domain.settings import (
    ConflictPolicy,
    Direction,
    ImportScope,
    Mode,
    ProjectDisplay,
)
from psa_sync.domain.webhook import HookState

CheckStatus = Annotated[str, WithJsonSchema({"enum": ["pass", "warn", "fail"]})]


class Check(TypedDict):
    """One right or condition that was tried, and what to do where it is missing."""

    code: str
    status: CheckStatus
    message: str
    fix: str
    who: str
    where: str


class Checks(TypedDict):
    """All that was tried; what only warns is `ok`."""

    ok: bool
    checks: list[Check]


class Webhooks(TypedDict):
    """Whether the PSA tells of changes; `leftBehind` is what an uninstall could not remove."""

    state: HookState
    lastReceivedAt: Instant | None
    leftBehind: list[str]


class Freshness(TypedDict):
    """Whole seconds within which half, and 95 of 100, changes were on the other side."""

    p50Seconds: int | None
    p95Seconds: int | None


class Connection(TypedDict):
    """One app of one account; of secrets, `credentials` has dots and the last four characters."""

    app: str
    status: ConnectionStatus
    statusText: str
    since: Instant
    credentials: dict[str, str]
    checks: list[Check]
    webhooks: Webhooks
    lastPullAt: Instant | None
    freshness: Freshness


class PsaUser(TypedDict):
    """Who somebody is in the PSA; `timeZone` is an IANA name, and dates their work."""

    id: str
    userName: str
    name: str
    timeZone: str


class ConnectedApp(TypedDict):
    """An app, installed or not, and who the caller is there."""

    app: str
    name: str
    installed: bool
    connection: Connection | None
    authenticated: bool
    psaUser: PsaUser | None
    problem: Problem | None


class ConnectedApps(TypedDict):
    """All apps that there are."""

    items: list[ConnectedApp]


class Amount(TypedDict):
    """How much is done; `total` is null until somebody knows."""

    done: int
    total: int | None
    unit: str


class Job(TypedDict):
    """A long-running job; `etaSeconds` is null where nobody knows."""

    id: str
    kind: str
    status: ProgressStatus
    progress: Amount
    startedAt: Instant
    finishedAt: Instant | None
    etaSeconds: int | None
    problem: Problem | None


class Authentication(TypedDict):
    """Who the caller is now, and the job that brings their past."""

    psaUser: PsaUser
    job: Job | None


class Option(TypedDict):
    """One choice."""

    id: str
    name: str


class Options(TypedDict):
    """What the caller may choose for an entry."""

    workTypes: list[Option]
    workRoles: list[Option]
    billable: list[Option]


class Brake(TypedDict):
    """The mass-delete brake; `missing` names some of the entries, `count` counts all."""

    on: bool
    since: Instant | None
    missing: list[str]
    count: int


class Defaults(TypedDict):
    """What an entry is sent with where it leaves the choice open; null leaves it to the PSA."""

    billable: Billable
    workTypeId: str | None
    workRoleId: str | None


class Settings(TypedDict):
    """All settings of a connection; `roundHoursTo` in seconds."""

    direction: Direction
    entrySync: Mode
    projectSync: Mode
    importScope: ImportScope
    projectDisplay: ProjectDisplay
    conflictPolicy: ConflictPolicy
    defaults: Defaults
    roundHoursTo: int | None


class Preferences(TypedDict):
    """A user's own choices; null is as the connection has it."""

    importScope: ImportScope | None
    projectDisplay: ProjectDisplay | None
    entrySync: Mode | None


class Impact(TypedDict):
    """What a change would touch; `hours` is a decimal as text, so that nobody rounds it."""

    entries: int
    seconds: int
    hours: str
    rejections: int
    confirmNeeded: bool
