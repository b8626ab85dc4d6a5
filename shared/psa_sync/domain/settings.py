"""The choices that an admin makes for a connection, and those that people make for themselves."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from psa_sync.domain.content import Billable, Content


class Direction(StrEnum):
    """Which way time entries go."""

    TWO_WAY = "two_way"
    TO_PSA = "to_psa"
    FROM_PSA = "from_psa"


class Mode(StrEnum):
    """Whether something goes on by itself, or when somebody asks for it."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


class ConflictPolicy(StrEnum):
    """Who wins when both sides changed the same group."""

    PSA_WINS = "psa_wins"
    MEMTIME_WINS = "memtime_wins"
    ASK = "ask"


class ImportScope(StrEnum):
    """Which work items a person gets."""

    PRIMARY = "primary"
    ASSIGNED = "assigned"
    ALL = "all"


class ProjectDisplay(StrEnum):
    """What a work item is called in lists and in search."""

    NAME = "name"
    COMPANY_PROJECT_TASK = "company_project_task"
    NUMBER_NAME = "number_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDefaults:
    """What an entry is sent with where it leaves the choice open; Memtime's own side keeps it open.

    Attributes:
        work_role_id: Taken where the PSA lets the person work in it on that work item; elsewhere
            the role of the assignment, then the person's usual one.
    """

    billable: Billable = Billable.DEFAULT
    work_type_id: str | None = None
    work_role_id: str | None = None

    def fill(self, content: Content) -> Content:
        """Return the content with billing and work type chosen."""
        chosen = self.billable if content.billable is Billable.DEFAULT else content.billable
        kind = content.work_type_id or self.work_type_id
        return replace(content, billable=chosen, work_type_id=kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPolicy:
    """What the planner must know of a connection: who wins, and which way values go."""

    conflicts: ConflictPolicy = ConflictPolicy.PSA_WINS
    direction: Direction = Direction.TWO_WAY

    @property
    def takes_from_psa(self) -> bool:
        """True where what people do in the PSA becomes Memtime's."""
        return self.direction is not Direction.TO_PSA

    @property
    def writes_to_psa(self) -> bool:
        """True where what people do in Memtime becomes the PSA's."""
        return self.direction is not Direction.FROM_PSA


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionSettings:
    """Choices for one connection; the defaults are the product's.

    Attributes:
        entry_sync: `manual`: bookings stay drafts until their person says "sync now".
        project_sync: `automatic`: work items are imported once an hour; else on refresh only.
        round_hours_to: Seconds; worked time is sent as the nearest multiple, half of it upwards.
    """

    direction: Direction = Direction.TWO_WAY
    entry_sync: Mode = Mode.AUTOMATIC
    project_sync: Mode = Mode.AUTOMATIC
    import_scope: ImportScope = ImportScope.PRIMARY
    project_display: ProjectDisplay = ProjectDisplay.COMPANY_PROJECT_TASK
    conflict_policy: ConflictPolicy = ConflictPolicy.PSA_WINS
    defaults: EntryDefaults = field(default_factory=EntryDefaults)
    round_hours_to: int | None = None

    @property
    def policy(self) -> SyncPolicy:
        """What the planner must know of it."""
        return SyncPolicy(conflicts=self.conflict_policy, direction=self.direction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """A person's own choices in one connected app; None is as the connection has it."""

    import_scope: ImportScope | None = None
    project_display: ProjectDisplay | None = None
    entry_sync: Mode | None = None


def chosen_by(settings: ConnectionSettings, preferences: Preferences) -> ConnectionSettings:
    """The settings as they hold for the person with these preferences."""
    return replace(
        settings,
        import_scope=preferences.import_scope or settings.import_scope,
        project_display=preferences.project_display or settings.project_display,
        entry_sync=preferences.entry_sync or settings.entry_sync,
    )
