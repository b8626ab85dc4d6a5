"""Time entries: made, changed and removed by the key's member or by a person at the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.connectwise import booking, quirks, refusals_time, rules
from local.simulators.connectwise.charging import charge
from local.simulators.connectwise.custom_fields import definitions, merged
from local.simulators.connectwise.errors import not_found, refuse
from local.simulators.connectwise.events import ADDED, DELETED, UPDATED
from local.simulators.connectwise.store import member_reference, reference
from local.simulators.ledger import instant

if TYPE_CHECKING:
    from local.simulators.connectwise.charging import Charge
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.sheets import Sheets
    from local.simulators.connectwise.store import Store
    from local.simulators.ledger import Ledger

_KEPT = ("dateEntered", "enteredBy", "status", "invoice", "invoiceFlag")
_UNDECIDED = ("id", "timeSheet", "dateEntered", "enteredBy", "status", "_info")


class Entries:
    """The writes of `/time/entries`; every one goes through the same rules and into the ledger."""

    def __init__(
        self, store: Store, sheets: Sheets, ledger: Ledger | None, api_member_id: int
    ) -> None:
        """Write to a store; without a ledger while the seed is being made."""
        self._store = store
        self._sheets = sheets
        self._ledger = ledger
        self._api_member_id = api_member_id

    def create(self, body: Row, actor: Row) -> Row:
        """Make an entry; `actor` enters it and is its member when the body names none.

        Raises:
            VendorError: 400.
        """
        wish = rules.wish_of(body)
        if self._store.quirks.is_on(quirks.HOURS_DEDUCT_IGNORED_ON_CREATE):
            wish.pop("hoursDeduct", None)
        row = self._built(self._defaulted(wish, actor), actor)
        row = self._put({"id": self._store.entries.new_id(), **row}, actor)
        if self._ledger is not None:
            self._ledger.created(str(row["id"]), row, self._by(actor), self._store.now())
        self._store.tell("time", ADDED, row, actor["identifier"])
        return row

    def defaults(self, body: Row, actor: Row) -> Row:
        """Give what a create would fill in; nothing is stored."""
        wish = rules.wish_of(body)
        wish.setdefault("timeStart", instant(self._store.now()))
        row = self._built(self._defaulted(wish, actor), actor)
        hidden = {*_UNDECIDED} | ({"timeStart"} - body.keys())
        return {name: value for name, value in row.items() if name not in hidden}

    def change(self, entry_id: int, changed: Row, actor: Row) -> Row:
        """Set fields of an entry; None clears one. Read-only fields are passed over.

        Raises:
            VendorError: 404, or 400 when it is locked or a value is refused.
        """
        old = self._open_entry(entry_id)
        wish = {**rules.wish_of(old), **rules.wish_of(changed)}
        row = self._built(wish, actor, old)
        if "hourlyRate" in changed:
            row["hourlyRate"] = float(rules.number_of(changed, "hourlyRate") or 0)
        return self._changed(old, row, actor)

    def replace(self, entry_id: int, body: Row, actor: Row) -> Row:
        """Put a whole entry: what the body leaves out goes back to its default.

        Raises:
            VendorError: 404, or 400; `billableOption` is required on updates.
        """
        old = self._open_entry(entry_id)
        if body.get("billableOption") is None:
            refuse(refusals_time.FIELD_REQUIRED, rules.RESOURCE, "billableOption")
        wish = self._defaulted(rules.wish_of(body), actor)
        emptied = [{"id": field["id"], "value": None} for field in definitions(self._store)]
        wish["customFields"] = [*emptied, *(wish.get("customFields") or [])]
        return self._changed(old, self._built(wish, actor, old), actor)

    def remove(self, entry_id: int, actor: Row) -> None:
        """Delete an entry for good.

        Raises:
            VendorError: 404, or 400 when it is locked.
        """
        old = self._open_entry(entry_id)
        self._store.entries.delete(entry_id)
        self._sheets.recount(old["timeSheet"]["id"])
        if self._ledger is not None:
            self._ledger.deleted(str(entry_id), self._by(actor), self._store.now())
        self._store.tell("time", DELETED, old, actor["identifier"])

    def _by(self, actor: Row) -> str:
        return "api" if actor["id"] == self._api_member_id else str(actor["id"])

    def _open_entry(self, entry_id: int) -> Row:
        entry = self._store.entries.rows.get(entry_id)
        if entry is None:
            raise not_found("TimeEntry", entry_id)
        rules.check_open(self._store, entry, self._store.sheets.rows[entry["timeSheet"]["id"]])
        return entry

    def _changed(self, old: Row, row: Row, actor: Row) -> Row:
        kept = {name: old[name] for name in _KEPT if name in old}
        if not self._store.quirks.is_on(quirks.UNCHANGED_PATCH_MOVES_LAST_UPDATED) and all(
            old.get(name) == row.get(name) for name in rules.WRITABLE
        ):
            return old
        stored = self._put({"id": old["id"], **row, **kept}, actor, old)
        if self._ledger is not None:
            self._ledger.updated(str(old["id"]), stored, self._by(actor), self._store.now())
        self._store.tell("time", UPDATED, stored, actor["identifier"], old)
        return stored

    def _put(self, row: Row, actor: Row, old: Row | None = None) -> Row:
        member = self._store.members.rows[row["member"]["id"]]
        sheet = self._sheets.ensure(
            member, self._sheets.day_of(member, row["timeStart"]), actor["identifier"]
        )
        named = {"id": sheet["id"], "name": f"{sheet['dateStart']} to {sheet['dateEnd']}"}
        info = {**(old["_info"] if old else {}), **self._store.stamp(actor["identifier"])}
        stored = self._store.entries.put({**row, "timeSheet": named, "_info": info})
        self._sheets.recount(sheet["id"], old["timeSheet"]["id"] if old else sheet["id"])
        return stored

    def _defaulted(self, wish: Row, actor: Row) -> Row:
        """Fill in what a create leaves out: ticket or charge code first, then the member."""
        member = rules.referred(self._store.members, wish, "member") or actor
        charged = charge(self._store, wish, member)
        place = charged.location or member["defaultLocation"]["id"]
        sources = (charged.target, member)
        found = {
            "member": member_reference(member),
            "workType": _first("workType", *sources) or self._overall_work_type(),
            "workRole": _first("workRole", *sources),
            "agreement": charged.target.get("agreement"),
            "locationId": place,
            "businessUnitId": member["defaultDepartment"]["id"],
        }
        asked = {**found, **wish}
        if wish.get("member") is None:
            asked["member"] = found["member"]
        if asked.get("billableOption") is None:
            asked["billableOption"] = self._billing(charged, asked)
        self._check_role(asked, given="workRole" in wish)
        return asked

    def _overall_work_type(self) -> Row | None:
        rows = self._store.work_types.rows.values()
        default = next((row for row in rows if row["overallDefaultFlag"]), None)
        return None if default is None else reference(default, "name")

    def _billing(self, charged: Charge, asked: Row) -> str:
        choice = charged.target.get("billTime", "NoDefault")
        work_type = rules.referred(self._store.work_types, asked, "workType")
        if choice == "NoDefault" and work_type is not None:
            return str(work_type["billTime"])
        return "Billable" if choice == "NoDefault" else str(choice)

    def _check_role(self, wish: Row, *, given: bool) -> None:
        role = rules.referred(self._store.work_roles, wish, "workRole")
        rules.check_role_location(role, wish.get("locationId") or 0, given=given)

    def _built(self, wish: Row, actor: Row, old: Row | None = None) -> Row:
        """Make the row of a wish, or refuse it."""
        if wish.get("timeStart") is None:
            refuse(refusals_time.FIELD_REQUIRED, rules.RESOURCE, "timeStart")
        member = rules.referred(self._store.members, wish, "member") or actor
        rules.check_member(self._store, member)
        rules.check_end_required(member, wish)
        moved = old is None or any(
            wish.get(name) != old.get(name) for name in ("chargeToType", "chargeToId", "company")
        )
        shown = charge(self._store, wish, member).shown if moved or old is None else old
        times = booking.times(self._store, wish)
        day = self._sheets.day_of(member, times["timeStart"])
        rules.check_open(self._store, self._sheets.existing(member, day))
        row = {
            **{name: shown[name] for name in _SHOWN if name in shown},
            "chargeToId": wish.get("chargeToId") or shown["company"]["id"],
            "chargeToType": wish.get("chargeToType") or "Company",
            "member": member_reference(member),
            **self._sorted_out(wish),
            **times,
            **booking.texts(self._store, wish),
            "enteredBy": actor["identifier"],
            "dateEntered": instant(self._store.now()),
            "status": "Open",
        }
        booking.check_overlap(self._store, row, old["id"] if old else None)
        before, asked = old["customFields"] if old else [], wish.get("customFields") or []
        return _without_nulls({**row, "customFields": merged(self._store, before, asked)})

    def _sorted_out(self, wish: Row) -> Row:
        """Resolve what a wish names: work type, work role, location, department, agreement."""
        self._check_role(wish, given=True)
        role = rules.referred(self._store.work_roles, wish, "workRole")
        work_type = rules.referred(self._store.work_types, wish, "workType")
        location = rules.numbered(self._store.locations, wish, "locationId")
        department = rules.numbered(self._store.departments, wish, "businessUnitId")
        return {
            "locationId": wish.get("locationId"),
            "businessUnitId": wish.get("businessUnitId"),
            "location": location and reference(location, "name"),
            "department": department and reference(department, "name"),
            "workType": work_type and reference(work_type, "name"),
            "workRole": role and reference(role, "name"),
            "agreement": wish.get("agreement"),
            "hourlyRate": role and role["hourlyRate"],
        }


_SHOWN = (
    "company", "ticket", "project", "phase", "ticketBoard", "ticketStatus", "ticketType",
)  # fmt: skip


def _first(name: str, *rows: Row) -> Row | None:
    return next((row[name] for row in rows if row.get(name) is not None), None)


def _without_nulls(row: Row) -> Row:
    """Leave empty fields out, as the vendor does."""
    return {name: value for name, value in row.items() if value is not None}
