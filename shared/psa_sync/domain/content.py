"""What a time entry says, in our own words, and the groups in which it is compared and merged."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Final


class Billable(StrEnum):
    """How the entry is to be billed; `default` leaves the choice to the PSA."""

    DEFAULT = "default"
    BILLABLE = "billable"
    NO_CHARGE = "no_charge"
    DO_NOT_BILL = "do_not_bill"


class Group(StrEnum):
    """Fields that are only ever taken from one side together.

    A start from Memtime must never meet an end from the PSA: the hours would be nobody's.
    """

    TIME = "time"
    TARGET = "target"
    BILLABLE = "billable"
    NOTES = "notes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One time entry's content.

    Attributes:
        start: Instant in UTC, whole seconds.
        end: Instant in UTC, whole seconds, after `start`.
        time_zone: IANA name of the zone in which the person worked; never sent to a PSA.
        break_seconds: Pause inside the span, shorter than the span.
    """

    work_item_id: str
    start: datetime
    end: datetime
    time_zone: str
    break_seconds: int = 0
    notes: str = ""
    internal_notes: str = ""
    billable: Billable = Billable.DEFAULT
    work_type_id: str | None = None
    work_role_id: str | None = None

    @property
    def duration_seconds(self) -> int:
        """Worked time: the span less the break."""
        return int((self.end - self.start).total_seconds()) - self.break_seconds


GROUP_FIELDS: Final[dict[Group, tuple[str, ...]]] = {
    Group.TIME: ("start", "end", "break_seconds"),
    Group.TARGET: ("work_item_id", "work_type_id", "work_role_id"),
    Group.BILLABLE: ("billable",),
    Group.NOTES: ("notes", "internal_notes"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHashes:
    """A content's fingerprint by group: enough to tell what changed, small enough to keep twice."""

    time: str
    target: str
    billable: str
    notes: str

    def differing(self, other: "GroupHashes") -> frozenset[Group]:
        """Groups whose fingerprints differ."""
        return frozenset(
            Group(field.name)
            for field in fields(self)
            if getattr(self, field.name) != getattr(other, field.name)
        )


def group_hashes(content: Content) -> GroupHashes:
    """Fingerprint each group; equal content gives equal hashes on every machine and release."""
    return GroupHashes(**{group.value: _hash_of(content, group) for group in Group})


def _hash_of(content: Content, group: Group) -> str:
    digest = blake2b(digest_size=10)
    for name in GROUP_FIELDS[group]:
        value = getattr(content, name)
        text = value.astimezone(UTC).isoformat() if isinstance(value, datetime) else repr(value)
        digest.update(f"{name}={text}\x00".encode())
    return digest.hexdigest()


def take_groups(target: Content, source: Content, groups: frozenset[Group]) -> Content:
    """Give `target` the listed groups of `source`, each of them whole."""
    names = [name for group in groups for name in GROUP_FIELDS[group]]
    return replace(target, **{name: getattr(source, name) for name in names})


def merged_hashes(old: GroupHashes, new: GroupHashes, groups: frozenset[Group]) -> GroupHashes:
    """Take the listed groups' fingerprints from `new`, the others from `old`."""
    return replace(old, **{group.value: getattr(new, group.value) for group in groups})
