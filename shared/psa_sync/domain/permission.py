"""The rights that the product needs at a PSA, and what is said where one of them is missing."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from psa_sync.domain.connection import Check
from psa_sync.domain.settings import ConnectionSettings


class Feature(StrEnum):
    """What a right is needed for; a right is asked for only where its feature is switched on."""

    BOOKING = "booking"
    READING = "reading"
    PEOPLE = "people"
    WORK_ITEMS = "work items"
    CHOICES = "choices"
    WEBHOOKS = "webhooks"


IN_USE: Final = frozenset(Feature)
"""What the product does where nothing is switched off."""


def features_of(settings: ConnectionSettings, *, webhooks: bool) -> frozenset[Feature]:
    """Return what is switched on for a connection.

    Args:
        settings: Of the connection.
        webhooks: False where no PSA reaches us, so that changes are polled for.
    """
    off = set() if settings.policy.writes_to_psa else {Feature.BOOKING}
    return IN_USE - (off if webhooks else off | {Feature.WEBHOOKS})


class Grant(StrEnum):
    """What is known of a right."""

    GIVEN = "given"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One right, as the PSA's own screen of rights names it.

    Attributes:
        area: The part of that screen.
        name: The line in it.
        verb: The column in it.
        level: How far it must go, as the column's choice.
        purpose: What it is needed for: continues "needed".
        where: The menu in which it is given.
        required: True where the product is of no use without it.
    """

    area: str
    name: str
    verb: str
    level: str
    purpose: str
    feature: Feature
    where: str
    required: bool = True

    @property
    def code(self) -> str:
        """Stable code of its check."""
        words = re.sub(r"[^a-z0-9]+", "_", f"{self.name} {self.verb}".lower())
        return f"permission_{words.strip('_')}"

    @property
    def title(self) -> str:
        """How people name it."""
        return f"{self.area} > {self.name}, {self.verb}: {self.level}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionGuide:
    """What an admin of the PSA follows to give an API user just what it needs.

    Attributes:
        permissions: Every right of every feature.
        areas: The parts of the PSA's screen of rights, also those of which nothing is needed.
        steps: How to make such a user, in Markdown.
        beside: Settings that are no rights: the setting, what it must be, what happens otherwise.
        note: What else is worth knowing, in Markdown.
    """

    permissions: tuple[Permission, ...]
    areas: tuple[str, ...]
    steps: str
    beside: tuple[tuple[str, str, str], ...]
    note: str


def needed(all_of_them: Iterable[Permission], features: Collection[Feature]) -> list[Permission]:
    """Return the fewest rights with which these features work."""
    return [one for one in all_of_them if one.feature in features]


def judged(permission: Permission, grant: Grant, seen: str = "") -> Check:
    """Say whether a right is there.

    Args:
        permission: The right.
        grant: What is known of it.
        seen: A sentence on how that is known, or what stands there instead; may be empty.
    """
    title, purpose = permission.title, permission.purpose
    if grant is Grant.GIVEN:
        message = f"{title}: given. Needed {purpose}. {seen}"
        return Check(code=permission.code, status="pass", message=message.strip())
    if grant is Grant.MISSING:
        return Check(
            code=permission.code,
            status="fail" if permission.required else "warn",
            message=f"{title}: missing. Needed {purpose}. {seen}".strip(),
            fix=f"Set {permission.verb} of {permission.name} to {permission.level}.",
            where=permission.where,
        )
    return Check(
        code=permission.code,
        status="warn",
        message=f"{title}: we cannot see whether it is given. Needed {purpose}. {seen}".strip(),
        fix=f"Look whether {permission.verb} of {permission.name} is {permission.level}; "
        "where it is, nothing is to be done.",
        where=permission.where,
    )
