"""What clients send: the public contract of the request bodies."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from functions.memtime_api.answers import FIRST_YEAR, LAST_YEAR
from functions.memtime_api.bodies import InvalidRequestError
from functions.memtime_api.refusal_shapes import FieldError
from psa_sync.domain.conflicts import Side
from psa_sync.domain.content import Billable, Content
from psa_sync.domain.reconcile import BrakeAction

LONGEST: Final = timedelta(hours=24)
EARLIEST: Final = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(LAST_YEAR, 1, 1, tzinfo=UTC)


def _instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise PydanticCustomError("instant_invalid", "must be a text like 2026-03-02T09:00:00Z")
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("instant_invalid", "is not an RFC 3339 instant") from None
    if instant.tzinfo is None:
        raise PydanticCustomError("instant_without_offset", "needs an offset or Z")
    # Compared before it is converted: at the ends of the calendar an offset leads out of it.
    if not EARLIEST <= instant < LATEST:
        raise PydanticCustomError("instant_invalid", "must lie between the years 2000 and 2100")
    # Fractions are cut off, never rounded: a second must not appear out of nothing.
    return instant.astimezone(UTC).replace(microsecond=0)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("unknown_time_zone", "is not an IANA time zone") from None
    return name


def _text(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("text_invalid", "holds a NUL character")
    return value


def _uuid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        raise PydanticCustomError("id_invalid", "must be a UUID") from None


def parse_entry_id(text: str) -> str:
    """The entry's id in an address, in its usual form.

    Raises:
        InvalidRequestError: It is no UUID.
    """
    try:
        return _uuid(text)
    except PydanticCustomError as error:
        line = FieldError(field="id", code=error.type, message=error.message())
        raise InvalidRequestError([line]) from None


def parse_instant(name: str, query: dict[str, str]) -> datetime | None:
    """An optional instant of a query string.

    Raises:
        InvalidRequestError: It is no instant with an offset.
    """
    text = query.get(name)
    if text is None:
        return None
    try:
        # A plus sign that nobody escaped arrives as a space.
        return _instant(text.replace(" ", "+"))
    except PydanticCustomError as error:
        line = FieldError(field=name, code=error.type, message=error.message())
        raise InvalidRequestError([line]) from None


Instant = Annotated[
    datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]
Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone)]
Notes = Annotated[str, StringConstraints(max_length=32_000), AfterValidator(_text)]
OptionId = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_text)]
EntryId = Annotated[str, StringConstraints(min_length=36, max_length=36), AfterValidator(_uuid)]


class RequestBody(BaseModel):
    """Base of all bodies: camelCase outside, no unknown fields, no guessing of types."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, alias_generator=to_camel, populate_by_name=False
    )


class TimeEntryInput(RequestBody):
    """A time entry as a client sends it."""

    id: EntryId | None = None
    work_item_id: OptionId
    start: Instant
    end: Instant
    time_zone: Zone
    break_seconds: Annotated[int, Field(ge=0)] = 0
    notes: Notes = ""
    internal_notes: Notes = ""
    billable: Annotated[Billable, Field(strict=False)] = Billable.DEFAULT
    work_type_id: OptionId | None = None
    work_role_id: OptionId | None = None

    @model_validator(mode="after")
    def _span_makes_sense(self) -> "TimeEntryInput":
        span = self.end - self.start
        if span <= timedelta(0):
            raise PydanticCustomError("end_before_start", "end must be after start")
        if span > LONGEST:
            raise PydanticCustomError("span_too_long", "an entry cannot be longer than 24 hours")
        if timedelta(seconds=self.break_seconds) >= span:
            raise PydanticCustomError("break_too_long", "the break must be shorter than the span")
        return self

    def content(self) -> Content:
        """The entry in the engine's words."""
        return Content(
            work_item_id=self.work_item_id,
            start=self.start,
            end=self.end,
            time_zone=self.time_zone,
            break_seconds=self.break_seconds,
            notes=self.notes,
            internal_notes=self.internal_notes,
            billable=self.billable,
            work_type_id=self.work_type_id,
            work_role_id=self.work_role_id,
        )


class BatchedTimeEntry(TimeEntryInput):
    """A time entry in a batch, where the version travels in the body."""

    id: EntryId
    if_match: int | str | None = None


class TimeEntryBatch(RequestBody):
    """Up to 100 entries; each is checked on its own, so that one cannot stop the others."""

    entries: Annotated[list[Any], Field(max_length=100)]


class ConnectionInput(RequestBody):
    """The fields of an app's install form, as `GET …/form` describes them."""

    credentials: dict[
        Annotated[str, StringConstraints(max_length=100)],
        Annotated[
            str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(_text)
        ],
    ]


class AuthenticationInput(RequestBody):
    """The name with which the person logs in to the PSA."""

    user_name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
        AfterValidator(_text),
    ]


class ResolveInput(RequestBody):
    """Which side of a conflict stays."""

    keep: Annotated[Side, Field(strict=False)]


class BrakeInput(RequestBody):
    """What becomes of the rows that are gone: `apply` the deletes, or `keep` the entries."""

    action: Annotated[BrakeAction, Field(strict=False)]
