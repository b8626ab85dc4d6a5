"""What clients send to change settings: only the fields that they name are changed."""

from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from functions.memtime_api.schemas import OptionId, RequestBody
from psa_sync.domain.content import Billable
from psa_sync.domain.settings import (
    ConflictPolicy,
    ConnectionSettings,
    Direction,
    EntryDefaults,
    ImportScope,
    Mode,
    Preferences,
    ProjectDisplay,
)

Quantum = Annotated[int, Field(ge=60, le=28_800)]


class DefaultsInput(RequestBody):
    """What an entry is sent with where it leaves the choice open; null leaves it to the PSA."""

    billable: Annotated[Billable, Field(strict=False)] = Billable.DEFAULT
    work_type_id: OptionId | None = None
    work_role_id: OptionId | None = None

    def on(self, known: EntryDefaults) -> EntryDefaults:
        """The defaults with what was named changed."""
        return replace(known, **_named(self))


class SettingsInput(RequestBody):
    """Settings of a connection; `roundHoursTo` in seconds.

    A change that touches more than 20 entries needs `confirm`.
    """

    direction: Annotated[Direction, Field(strict=False)] = Direction.TWO_WAY
    entry_sync: Annotated[Mode, Field(strict=False)] = Mode.AUTOMATIC
    project_sync: Annotated[Mode, Field(strict=False)] = Mode.AUTOMATIC
    import_scope: Annotated[ImportScope, Field(strict=False)] = ImportScope.PRIMARY
    project_display: Annotated[ProjectDisplay, Field(strict=False)] = (
        ProjectDisplay.COMPANY_PROJECT_TASK
    )
    conflict_policy: Annotated[ConflictPolicy, Field(strict=False)] = ConflictPolicy.PSA_WINS
    defaults: DefaultsInput = DefaultsInput()
    round_hours_to: Quantum | None = None
    confirm: bool = False

    def on(self, known: ConnectionSettings) -> ConnectionSettings:
        """The settings with what was named changed."""
        named = _named(self)
        if "defaults" in named:
            named["defaults"] = self.defaults.on(known.defaults)
        return replace(known, **named)


class PreferencesInput(RequestBody):
    """A user's own choices; null is as the connection has it."""

    import_scope: Annotated[ImportScope, Field(strict=False)] | None = None
    project_display: Annotated[ProjectDisplay, Field(strict=False)] | None = None
    entry_sync: Annotated[Mode, Field(strict=False)] | None = None
    confirm: bool = False

    def on(self, known: Preferences) -> Preferences:
        """The preferences with what was named changed."""
        return replace(known, **_named(self))


def _named(body: RequestBody) -> dict[str, Any]:
    """The fields that the client sent, under our names."""
    names = body.model_fields_set - {"confirm"}
    return {name: getattr(body, name) for name in names}
