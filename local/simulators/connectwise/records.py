"""Records that are written over the API beside time: customers, tickets, projects, people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from local.simulators.connectwise import refusals_time, schema
from local.simulators.connectwise.errors import invalid_object, item, not_found
from local.simulators.connectwise.events import ADDED, DELETED, UPDATED
from local.simulators.connectwise.rules import referred
from local.simulators.connectwise.store import member_reference, reference
from local.simulators.ledger import instant

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.errors import Item
    from local.simulators.connectwise.schema import Field
    from local.simulators.connectwise.store import Store
    from local.simulators.connectwise.table import Table

_TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "number": (int, float), "text": str, "enum": str, "flag": bool, "instant": str,
    "reference": dict, "array": list,
}  # fmt: skip
_PARTS: Final = {"company": ("identifier", "name"), "member": ("identifier", "name")}
_LENGTHS: Final = {"summary": 100, "name": 100}
SKIP_CALLBACK: Final = "skipCallback"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record.

    Attributes:
        table: where its rows are.
        schema: its fields.
        resource: its name in refusals.
        callback: type of the callbacks it sends.
        required: fields a new one needs.
        references: table by field; other references are taken as they come.
    """

    table: Table
    schema: schema.Schema
    resource: str
    callback: str
    required: tuple[str, ...]
    references: dict[str, Table]


def kinds(store: Store) -> dict[str, Kind]:
    """List what can be written, by path."""
    shared = {"company": store.companies, "board": store.boards, "owner": store.members}
    tickets = {**shared, "status": store.statuses, "workType": store.work_types,
               "workRole": store.work_roles}  # fmt: skip
    in_project = {**tickets, "project": store.projects, "phase": store.phases}
    people = {"workType": store.work_types, "workRole": store.work_roles,
              "defaultLocation": store.locations, "timeApprover": store.members}  # fmt: skip
    return {
        "/company/companies": Kind(
            store.companies, schema.COMPANY, "company", "company", ("identifier", "name"), {}
        ),
        "/service/tickets": Kind(
            store.tickets, schema.TICKET, "ticket", "ticket", ("summary", "company"), tickets
        ),
        "/project/tickets": Kind(
            store.project_tickets, schema.PROJECT_TICKET, "projectTicket", "ticket",
            ("summary", "phase"), in_project,
        ),
        "/project/projects": Kind(
            store.projects, schema.PROJECT, "project", "project", ("name", "company", "board"),
            {**shared, "manager": store.members},
        ),
        "/system/members": Kind(
            store.members, schema.MEMBER, "member", "member",
            ("identifier", "firstName", "lastName", "licenseClass"), people,
        ),
    }  # fmt: skip


class Records:
    """The writes of one kind."""

    def __init__(self, store: Store, kind: Kind) -> None:
        self._store = store
        self._kind = kind

    def create(self, body: Row, actor: Row) -> Row:
        """Make a record; what it leaves out is as on the first one of its kind.

        Raises:
            VendorError: 400.
        """
        missing = [name for name in self._kind.required if body.get(name) is None]
        if missing:
            errors = [item(refusals_time.FIELD_REQUIRED, self._kind.resource, one)
                      for one in missing]  # fmt: skip
            raise invalid_object(self._kind.resource, *errors)
        model = next(iter(self._kind.table.rows.values()))
        wish = {**_template(model), **self._checked(body)}
        row_id = self._kind.table.new_id()
        if self._kind.callback == "ticket":
            row_id, wish = self._next_ticket(row_id), self._of_its_phase(wish)
            wish.setdefault("status", self._first_status(wish))
        return self._stored({"id": row_id, **wish}, ADDED, body, actor)

    def change(self, row_id: int, changed: Row, actor: Row) -> Row:
        """Set fields of a record; None clears one.

        Raises:
            VendorError: 404 or 400.
        """
        old = self.row(row_id)
        row = {**old, **self._checked(changed)}
        return self._stored(row, UPDATED, changed, actor)

    def remove(self, row_id: int, actor: Row) -> None:
        """Delete a record for good.

        Raises:
            VendorError: 404.
        """
        old = self.row(row_id)
        if self._kind.schema is schema.COMPANY:
            # Customers stay readable with a flag.
            by, at = actor["identifier"], instant(self._store.now())
            gone = {"deletedFlag": True, "deletedBy": by, "dateDeleted": at}
            self._kind.table.put({**old, **gone})
        else:
            self._kind.table.delete(row_id)
        self._store.tell(self._kind.callback, DELETED, old, actor["identifier"])

    def row(self, row_id: int) -> Row:
        """Find a record.

        Raises:
            VendorError: 404.
        """
        row = self._kind.table.rows.get(row_id)
        if row is None:
            raise not_found(self._kind.schema.name, row_id)
        return row

    def _next_ticket(self, row_id: int) -> int:
        """Give both kinds of ticket ids of one number space."""
        both = (self._store.tickets, self._store.project_tickets)
        return max(row_id, *(max(table.rows, default=0) + 1 for table in both))

    def _first_status(self, wish: Row) -> Row:
        statuses = self._store.statuses.where("board/id", wish["board"]["id"])
        return reference(statuses[0], "name")

    def _of_its_phase(self, wish: Row) -> Row:
        """Give a project ticket the project and the customer of its phase."""
        if "phase" not in wish:
            return wish
        project = self._store.projects.rows[
            self._store.phases.rows[wish["phase"]["id"]]["projectId"]
        ]
        return {**wish, "project": reference(project, "name"), "company": project["company"]}

    def _stored(self, row: Row, action: str, body: Row, actor: Row) -> Row:
        if "closedFlag" in row and row.get("status", {}).get("id") in self._store.statuses.rows:
            row = self._closed_or_not(row, actor)
        info = {**row.get("_info", {}), **self._store.stamp(actor["identifier"])}
        helpers = {SKIP_CALLBACK, "processNotifications"}
        present = {n: value for n, value in row.items() if value is not None and n not in helpers}
        stored = self._kind.table.put({**present, "_info": info})
        if body.get(SKIP_CALLBACK) is not True:
            self._store.tell(self._kind.callback, action, stored, actor["identifier"])
        return stored

    def _closed_or_not(self, row: Row, actor: Row) -> Row:
        """Let a ticket be closed as its status says."""
        closed = self._store.statuses.rows[row["status"]["id"]]["closedStatus"]
        if closed == row["closedFlag"]:
            return row
        left = {name: value for name, value in row.items() if not name.startswith("closed")}
        if closed:
            left |= {"closedDate": instant(self._store.now()), "closedBy": actor["identifier"]}
        return {**left, "closedFlag": closed}

    def _checked(self, body: Row) -> Row:
        """Take the known fields of a body; unknown ones are passed over."""
        found: Row = {}
        errors: list[Item] = []
        for name, value in body.items():
            field = self._kind.schema.fields.get(name.lower())
            if field is None or field.name != name or name in {"id", "_info"}:
                continue
            if value is not None and (wrong := self._wrong(field, value)):
                errors.append(wrong)
                continue
            found[name] = self._resolved(name, body)
        if errors:
            raise invalid_object(self._kind.resource, *errors)
        return found

    def _wrong(self, field: Field, value: Any) -> Item | None:  # noqa: ANN401  (any JSON value)
        resource, fits = self._kind.resource, isinstance(value, _TYPES[field.kind])
        if not fits or (isinstance(value, bool) != (field.kind == "flag")):
            return item(refusals_time.NOT_VALID, resource, field.name, value=value)
        if field.kind == "enum" and value not in field.values:
            return item(refusals_time.NOT_VALID, resource, field.name, value=value)
        limit = _LENGTHS.get(field.name)
        if limit and len(str(value)) > limit:
            return item(refusals_time.TOO_LONG, resource, field.name, limit=limit)
        return None

    def _resolved(self, name: str, body: Row) -> Any:  # noqa: ANN401  (any JSON value)
        table = self._kind.references.get(name)
        row = referred(table, body, name, self._kind.resource) if table is not None else None
        if row is None:
            return body[name]
        if table is self._store.members:
            return member_reference(row)
        if table is self._store.phases:
            return {"id": row["id"], "name": row["description"]}
        return reference(row, *_PARTS.get(name, ("name",)))


def _template(model: Row) -> Row:
    """Take from a record what every one of its kind shows: its flags and its choices."""
    kept = (
        "board", "type", "location", "department", "billTime", "timeZone", "securityRole",
        "defaultLocation", "defaultDepartment", "workRole", "workType", "recordType", "hireDate",
        "defaultEmail", "defaultPhone", "customFields", "dailyCapacity",
    )  # fmt: skip
    flags = {name: False for name, value in model.items() if isinstance(value, bool)}
    texts = {"resources": ""} if "resources" in model else {"status": model.get("status")}
    return {**{name: model[name] for name in kept if name in model}, **flags, **texts}
