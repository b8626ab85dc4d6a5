"""Query answers: rows by ascending id in pages of at most 500, with opaque links to the next."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from local.simulators.autotask import dates, quirks_calls, quirks_time
from local.simulators.autotask.errors import VendorError
from local.simulators.autotask.query import EVERYTHING, Filter, compile_filter, queryable_field
from local.simulators.autotask.refusals_calls import BAD_PAGE, HISTORY_BY_TICKET, PAGE_TOO_LARGE
from local.simulators.autotask.schema import DATE_KINDS
from local.simulators.autotask.table import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.simulators.autotask.schema import Entity, Row
    from local.simulators.autotask.tenant import Tenant

MAXIMUM_ROWS = 500
ERRORS_KEPT = timedelta(days=30)
"""How long failed webhook events stay in their log (vendor help, Webhooks error handling)."""

ACTIVITY_LOGS = ("DeletedTicketActivityLog", "DeletedTaskActivityLog")
LOG_LATENCY = timedelta(minutes=1)

FILTER_DROPPED = object()
"""Stands in a query's body for the filter that a fault took away."""

BEGINNING = -(2**63)
"""Below every id: the first page begins after it."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query: which rows, how many a page, which fields; empty `fields` means all."""

    filter: Filter
    rows: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: after which id it begins, and after which ids the ones before did."""

    after: int = BEGINNING
    before: tuple[int, ...] = ()

    def token(self) -> str:
        """Write the place as the opaque part of a page link."""
        text = json.dumps([self.after, *self.before])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def of(cls, token: str) -> Place:
        """Read a page link's opaque part.

        Raises:
            VendorError: it is not one of ours.
        """
        try:
            after, *before = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            return cls(int(after), tuple(int(item) for item in before))
        except (ValueError, TypeError):
            raise VendorError(BAD_PAGE) from None


@dataclass(frozen=True, slots=True)
class Page:
    """One page as JSON text, and the places of its neighbours."""

    items: str
    count: int
    previous: Place | None
    following: Place | None


def read_query(tenant: Tenant, entity: Entity, body: Mapping[str, Any]) -> Query:
    """Read a query body; its keys may have any case.

    Raises:
        VendorError: the filter is missing or wrong, or a field is unknown.
    """
    given = {key.lower(): value for key, value in body.items()}
    fields = given.get("includefields") or []
    return Query(
        filter=read_filter(tenant, entity, given),
        rows=_page_size(tenant, given.get("maxrecords")),
        fields=tuple(queryable_field(entity, name).name for name in fields),
    )


def read_filter(tenant: Tenant, entity: Entity, given: Mapping[str, Any]) -> Filter:
    """Compile the filter of a query body whose keys are in lower case.

    Raises:
        VendorError: it is missing or wrong.
    """
    clauses = given.get("filter")
    if clauses is FILTER_DROPPED:
        return EVERYTHING
    if entity.name == "TicketHistory":
        _check_history_filter(clauses)
    return compile_filter(tenant, entity, clauses)


def page_of(tenant: Tenant, entity: Entity, query: Query, place: Place) -> Page:
    """Give one page of a query."""
    matches = matching_rows(tenant, entity, query.filter, place.after)
    rows = list(islice(matches, query.rows))
    more = next(matches, None) is not None
    following = Place(rows[-1]["id"], (place.after, *place.before)) if more else None
    previous = Place(place.before[0], place.before[1:]) if place.before else None
    items = ",".join(render(tenant, entity, row, query.fields) for row in rows)
    return Page(f"[{items}]", len(rows), previous, following)


def matching_rows(
    tenant: Tenant, entity: Entity, chosen: Filter, after: int = BEGINNING
) -> Iterator[Row]:
    """Give the matching rows the API user may see, by ascending id above `after`."""
    table = tenant.store.table(entity.name)
    if is_hidden(tenant, entity):
        return
    for row_id in chosen.candidates(table, after):
        row = table.get(row_id)
        if row is not None and chosen.test(row) and is_visible(tenant, entity, row):
            yield row


def is_hidden(tenant: Tenant, entity: Entity) -> bool:
    """Tell whether reads of an entity find nothing, for want of a right that nobody mentions."""
    silent = tenant.has(quirks_calls.RESTRICTED_READS_ARE_EMPTY)
    return silent and not tenant.permissions.allows(f"{entity.plural}.query")


def is_visible(tenant: Tenant, entity: Entity, row: Row) -> bool:
    """Tell whether reads show a row; rows out of the user's rights are left out silently."""
    if entity.name == "TimeEntry" and row["isNonBillable"]:
        return not tenant.has(quirks_time.HIDES_NON_BILLABLE)
    if entity.name in ACTIVITY_LOGS and tenant.has(quirks_time.LATE_DELETION_LOG):
        return bool(row["deletedDateTime"] <= dates.instant(tenant.now() - LOG_LATENCY))
    if entity.name == "WebhookEventErrorLog":
        return bool(row["createDateTime"] >= dates.instant(tenant.now() - ERRORS_KEPT))
    return True


def render(
    tenant: Tenant,
    entity: Entity,
    row: Row,
    fields: tuple[str, ...] = (),
    *,
    through_parent: bool = False,
) -> str:
    """Write a row as JSON, whole or only some fields.

    Args:
        tenant: whose row it is.
        entity: what it is.
        row: as stored.
        fields: their names as in the schema; none means all.
        through_parent: it was asked for alone, and below its parent.
    """
    bare = tenant.has(quirks_calls.UTC_WITHOUT_DESIGNATOR)
    odd = entity.name == "Ticket" and tenant.has(quirks_calls.ODD_ROLE_SPELLING)
    listed = entity.name == "TimeEntryAttachment" and not through_parent
    empty = "data" if listed and tenant.has(quirks_calls.LISTS_WITHOUT_FILES) else None
    if bare or odd or empty:
        shown = {name: None if name == empty else row[name] for name in fields or row}
        if bare:
            shown = {name: _bare(entity, name, value) for name, value in shown.items()}
        return json_text({_odd(name) if odd else name: value for name, value in shown.items()})
    return tenant.store.table(entity.name).json_of(row, fields)


def _bare(entity: Entity, name: str, value: Any) -> Any:  # noqa: ANN401  (any field value)
    field = entity.by_name.get(name)
    dated = field is not None and value is not None and field.kind in DATE_KINDS
    return value.removesuffix("Z") if dated else value


def _odd(name: str) -> str:
    return "assignedResourceroleID" if name == "assignedResourceRoleID" else name


def _page_size(tenant: Tenant, asked: object) -> int:
    too_large = isinstance(asked, int) and asked > MAXIMUM_ROWS
    if too_large and tenant.has(quirks_calls.REFUSES_LARGE_PAGES):
        raise VendorError(PAGE_TOO_LARGE)
    if isinstance(asked, int) and asked > 0:
        return min(asked, MAXIMUM_ROWS)
    return MAXIMUM_ROWS


def _check_history_filter(clauses: object) -> None:
    """Ticket history takes exactly one clause, `ticketID eq` (vendor help, TicketHistory)."""
    only = clauses[0] if isinstance(clauses, list) and len(clauses) == 1 else None
    items = only.items() if isinstance(only, dict) else ()
    given = {key.lower(): str(value).lower() for key, value in items}
    if (given.get("op"), given.get("field")) != ("eq", "ticketid"):
        raise VendorError(HISTORY_BY_TICKET)
