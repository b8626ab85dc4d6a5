"""What the contract books: an entry on a work item, as the engine would hand it to a connector."""

from dataclasses import replace
from typing import Any

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.content import Content
from psa_sync.domain.hours import hours_of
from psa_sync.domain.marker import Marker
from psa_sync.domain.work_dates import work_date
from psa_sync.domain.work_item import WorkItem, WorkItemKind
from psa_sync.ports import Draft
from tests.builders import a_content, a_marker
from tests.contract.connectors import Bench


def takes_time(item: WorkItem) -> bool:
    return item.kind is WorkItemKind.TICKET and item.bookable


def a_draft(psa: Bench, paul: PsaUser, ticket: WorkItem, **changes: Any) -> Draft:
    options = psa.connector.options(paul)
    content = a_content(
        work_item_id=ticket.id,
        time_zone=paul.time_zone,
        internal_notes="call back",
        work_type_id=options.work_types[0].id,
        work_role_id=ticket.work_role_id or next((one.id for one in options.work_roles), None),
    )
    return drafted(paul, replace(content, **changes), a_marker())


def drafted(person: PsaUser, content: Content, marker: Marker) -> Draft:
    return Draft(
        content=content,
        person=person,
        marker=marker,
        hours=hours_of(content.duration_seconds),
        work_date=work_date(content.start, person.time_zone),
    )


def marked_rows(psa: Bench, draft: Draft) -> list[str]:
    rows = psa.rows_of(draft.person)
    marker = str(draft.marker)
    return [psa_id for psa_id, row in rows.items() if marker in str(row.get(psa.case.marked_field))]
