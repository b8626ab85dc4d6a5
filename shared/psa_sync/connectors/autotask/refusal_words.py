"""What Autotask's sentences mean: one table of patterns, codes, menus and who wrote them down.

Autotask has no error codes, so its sentences are all there is. The first pattern that is found
wins; what no pattern finds keeps its own words and the code `psa_refused`.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from psa_sync.connectors.autotask import menus

UNKNOWN: Final = "psa_refused"

# Not codes of problems of an entry: what follows is another class of error.
SLOW_DOWN: Final = "psa_rate_limited"
KEY_REFUSED: Final = "credentials_refused"
NO_SUCH_ROW: Final = "psa_row_missing"

JUICT: Final = "measured: AntoJUICT/juict-skills"
GDS: Final = "measured: GDSTechnology/autotask-mcp"
TCT: Final = "measured: Triplecitiestech/staging"
N8N: Final = "measured: msoukhomlinov/n8n-nodes-autotask"
DJANGO: Final = "constant of django-autotask"
HELP: Final = "rule in the vendor's help; its sentence is not documented"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a sentence of Autotask means.

    Attributes:
        words: Regular expression, found anywhere and in any case.
        code: Code of the problem.
        source: Who wrote the sentence down.
        place: Menu in which it is mended; empty where the problem itself says it best.
    """

    words: str
    code: str
    source: str
    place: str = ""
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", re.compile(self.words, re.IGNORECASE))


_NAMED: Final = r"(field: ?|entity for |required field |^)"
"""What stands before the name of a field that is missing or refused."""

MEANINGS: Final[tuple[Meaning, ...]] = (
    Meaning(r"notes must be less than or equal to", "notes_too_long", N8N),
    Meaning(r"must be less than or equal to .* characters", "request_malformed", N8N),
    # Limits and keys. The only refusals that pass by themselves, and those about no entry at all.
    Meaning(r"itgenatr005|\bthreads?\b|threshold", SLOW_DOWN, N8N),
    # Tables are contended under load; the one that gives way was rolled back.
    Meaning(r"deadlock", SLOW_DOWN, "vendor help, best practices; the words of SQL Server"),
    Meaning(r"invalid credentials|(login|logon|authentication) failed", KEY_REFUSED, HELP),
    Meaning(r"integration ?code|tracking identifier|zone information", KEY_REFUSED, HELP),
    Meaning(r"no matching records found", NO_SUCH_ROW, DJANGO),
    Meaning(r"\bwebhooks?\b", "webhook_refused", HELP),
    # Rights and states, most telling first: they share words with each other.
    Meaning(
        r"(create|add|edit) .*time entries for this resource|proxy time entry",
        "proxy_time_off",
        HELP,
        f"{menus.TIMESHEET_SETTINGS} > Proxy time entry",
    ),
    Meaning(
        r"adequate permissions?|not authorized", "permission_missing", JUICT, menus.SECURITY_LEVELS
    ),
    Meaning(r"that you did not create", "not_our_row", JUICT, "Autotask > Timesheets"),
    Meaning(
        r"cannot (add|enter) time entries to a time ?sheet", "period_closed", GDS, menus.TIMESHEETS
    ),
    Meaning(r"been submitted|time ?sheet", "entry_locked", GDS, menus.TIMESHEETS),
    Meaning(r"\bposted\b|\bapproved\b|\binvoiced\b", "entry_locked", JUICT, menus.POSTED_TIME),
    Meaning(r"do(es)? not have permission", "permission_missing", JUICT, menus.SECURITY_LEVELS),
    # What time is booked on.
    Meaning(r"\b(task|ticket)\b.*\bcomplete", "work_item_closed", GDS, menus.TICKET),
    Meaning(
        r"not an active internal allocation code",
        "work_item_missing",
        "as the general one below; the sentence itself is not documented",
    ),
    Meaning(
        r"allocation code is not an active|\bbillingCodeID\b",
        "work_type_invalid",
        JUICT,
        menus.WORK_TYPES,
    ),
    Meaning(r"this \w+ does not reference a valid", "work_item_kind_fixed", JUICT),
    Meaning(rf"{_NAMED}(ticketID|taskID|internalBillingCodeID)\b", "work_item_missing", N8N),
    Meaning(r"only one of ticketID", "request_malformed", JUICT),
    # Whose time it is.
    Meaning(r"required field resourceID\b", "request_malformed", JUICT),
    Meaning(
        rf"{_NAMED}(resourceID|ImpersonationResourceId)\b|no active resource",
        "person_inactive",
        N8N,
        f"{menus.PEOPLE} > the person > General > Active",
    ),
    Meaning(
        r"not valid for this task and resource",
        "work_item_unassigned",
        JUICT,
        menus.PROJECT_PLAN,
    ),
    Meaning(
        r"departmentID is a required field|also be a secondary resource"
        r"|both a assignedResourceID and",
        "work_item_unassigned",
        TCT,
        menus.PROJECT_PLAN,
    ),
    # The time itself.
    Meaning(
        r"must have at least one of hoursWorked|hoursWorked (greater|less)",
        "hours_out_of_range",
        JUICT,
    ),
    Meaning(r"require a start and stop|dateWorked is required", "request_malformed", JUICT),
    Meaning(
        r"midnight", "spans_midnight", HELP, f"{menus.TIMESHEET_SETTINGS} > span over midnight"
    ),
    Meaning(r"\bfuture\b|this far back|too old", "work_date_refused", HELP),
    Meaning(r"\boverlap", "time_overlaps", HELP),
    Meaning(
        r"(required|missing).*(summary|internal) ?notes|notes.*required", "notes_required", HELP
    ),
    # References, choices and forms.
    Meaning(r"\brole(ID)?\b|assignedRoleID", "work_role_invalid", TCT, menus.ROLES_OF_A_PERSON),
    Meaning(
        r"does not exist or is invalid|does not reference an existing|picklist value",
        "reference_invalid",
        N8N,
    ),
    Meaning(r"missing required field|does not exist for the required", "field_required", TCT),
    Meaning(r"conversion failed.*date|not a valid date", "time_format_refused", HELP),
    Meaning(
        r"conversion failed|must be true or false|unable to find|invalid query|paging token"
        r"|value cannot be null|filter is required|can only be queried|request is invalid",
        "request_malformed",
        N8N,
    ),
)


def meaning_of(words: str) -> Meaning | None:
    """Return the first meaning that fits, None where nobody has met such a sentence."""
    return next((one for one in MEANINGS if one.pattern.search(words)), None)
