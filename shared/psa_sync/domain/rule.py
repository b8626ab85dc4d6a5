"""What a PSA asks of a time entry: rules as data, and the facts that they are held against."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from psa_sync.domain.content import Group

CaseT = TypeVar("CaseT")


class Need(StrEnum):
    """Whose facts a rule looks at."""

    TENANT = "tenant"
    PERSON = "person"
    ITEM = "item"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known, each part as a document that its connector alone can read; None: not known.

    Attributes:
        tenant: What all people of the connection share.
        person: The person's own.
        item: The person's view of the work item.
    """

    tenant: bytes | None = None
    person: bytes | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a PSA.

    Attributes:
        name: Short name, unique per PSA.
        code: Problem code of an entry that breaks it.
        needs: Facts that decide it; empty where the entry itself is enough.
        groups: Parts of an entry whose writing it concerns.
        what: The rule in one sentence.
        source: How it is known.
        place: The PSA's own menu in which it is mended; empty where the problem's own place fits.
    """

    name: str
    code: str
    needs: frozenset[Need]
    groups: frozenset[Group]
    what: str
    source: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that an entry breaks, and in which way."""

    rule: Rule
    detail: str


def broken_rules(
    table: Iterable[tuple[Rule, Callable[[CaseT], str | None]]],
    case: CaseT,
    groups: frozenset[Group],
) -> tuple[Broken, ...]:
    """Say which rules a write of these groups breaks.

    Args:
        table: Each rule with its test, which tells what is wrong, or None.
        case: What the tests look at.
        groups: Parts of the entry that are written.
    """
    found = ((rule, test(case)) for rule, test in table if rule.groups & groups)
    return tuple(Broken(rule, detail) for rule, detail in found if detail is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A tenant's switch that no API shows: nothing is foretold of it, the PSA decides.

    Attributes:
        code: Problem code after the PSA's refusal.
    """

    name: str
    code: str
    what: str
    source: str
