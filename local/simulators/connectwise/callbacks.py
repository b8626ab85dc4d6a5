"""Callbacks on their way out: who is told of a change, in which words, and who is given up."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from local.simulators.callout_records import Callout, Message, Schedule
from local.simulators.callouts import NO_ANSWER, Callouts
from local.simulators.connectwise import quirks_callbacks as quirks
from local.simulators.connectwise.events import DELETED, UPDATED, Event
from local.simulators.connectwise.seed import COMPANY_ID
from local.simulators.connectwise.signing import HEADER, SigningKeys, key_url, signature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.store import Store
    from local.simulators.faults import Faults

TIMEOUT_SECONDS: Final = 5.0
PAUSES: Final = (2.0, 4.0)
RETRIED: Final = frozenset({404, 409, 419, 429})
SERVER_ERROR: Final = 500
DAYS_OF_FAILURE: Final = 3
PRODUCT_INSTANCE: Final = "639c1f0a-54d2-4f6e-9a0e-3b0f5c1d2e77"
PARTNER: Final = "61dd30b8-7c55-4a5f-8a43-0d7e9b6f1c25"
WRONG_SECRET: Final = "not the company's key"  # noqa: S105  (what a forger signs with)
_TARGETS: Final = {
    "time": {"company": "company", "time": ""},
    "ticket": {
        "board": "board", "project": "project", "phase": "phase", "status": "status",
        "ticket": "",
    },
    "project": {"status": "status", "board": "board", "project": ""},
    "member": {"location": "defaultLocation", "securityrole": "securityRole", "member": ""},
    "company": {"status": "status", "territory": "territory", "company": ""},
}  # fmt: skip
"""By type and level: the reference whose id is compared with `objectId`; empty: the own id."""


class Callbacks:
    """Tells the registered callbacks of every change."""

    def __init__(self, store: Store, faults: Faults, pace: float) -> None:
        """Start with nothing under way.

        Args:
            store: the PSA, its registered callbacks and its quirks.
            faults: hit callouts, by paths such as `/time/deleted`.
            pace: what the pauses before retries are multiplied with.
        """
        self._store = store
        self.keys = SigningKeys(store.quirks)
        self.site = "http://127.0.0.1"
        self._failed: dict[str, list[date]] = {}
        schedule = Schedule(TIMEOUT_SECONDS, PAUSES, self._retries, in_order=False)
        self.callouts = Callouts(
            schedule, faults, ended=self._ended, forged=self._forged, pace=pace
        )

    def tell(self, event: Event) -> None:
        """Send a change to every active callback it concerns."""
        lost = event.kind == "time" and event.action == DELETED
        if lost and self._store.quirks.is_on(quirks.TIME_DELETES_SEND_NOTHING):
            return
        if event.approval and not self._store.quirks.is_on(quirks.APPROVAL_SENDS_CALLBACKS):
            return
        twice = event.kind == "ticket" and self._store.quirks.is_on(quirks.TICKETS_SEND_TWICE)
        for callback in self._listening():
            if _concerns(callback, event) and not self._suppressed(callback, event):
                for _ in range(2 if twice else 1):
                    self.callouts.send(self._callout(callback, event))

    def _listening(self) -> Iterator[Row]:
        return (row for row in self._store.callbacks.all_rows() if not row["inactiveFlag"])

    def _suppressed(self, callback: Row, event: Event) -> bool:
        creator = self._store.members.rows[callback["memberId"]]["identifier"]
        ignored = self._store.quirks.is_on(quirks.SELF_SUPPRESSION_IGNORED)
        return bool(callback["isSelfSuppressedFlag"]) and event.actor == creator and not ignored

    def _callout(self, callback: Row, event: Event) -> Callout:
        key_id, secret = self.keys.current()
        message_id = str(uuid4())

        def compose(attempt: int) -> Message:
            anew = attempt > 1 and self._store.quirks.is_on(quirks.MESSAGE_ID_PER_ATTEMPT)
            body = self._body(callback, event, str(uuid4()) if anew else message_id)
            metadata = {"key_url": key_url(self.site, key_id)}
            raw = json.dumps({**body, "Metadata": metadata}).encode()
            return Message(raw, {HEADER: signature(secret, raw)})

        return Callout(str(callback["id"]), event.topic, _url(callback, event), compose)

    def _body(self, callback: Row, event: Event, message_id: str) -> dict[str, Any]:
        anonymous = self._store.quirks.is_on(quirks.CALLBACK_IDS_MISSING)
        ids = {} if anonymous else {"ProductInstanceId": PRODUCT_INSTANCE, "PartnerId": PARTNER}
        return {
            "MessageId": message_id,
            "FromUrl": self.site.partition("://")[2],
            "CompanyId": COMPANY_ID,
            "MemberId": event.actor,
            "Action": event.action,
            "Type": event.kind,
            "ID": event.row["id"],
            **ids,
            "Entity": None if event.action == DELETED else self._entity(event),
            "CallbackObjectRecId": callback["id"],
        }

    def _entity(self, event: Event) -> str:
        """Write the record as text: JSON within JSON."""
        row = event.row
        if event.kind == "time" and self._store.quirks.is_on(quirks.TIME_ENTITY_IS_A_SUMMARY):
            row = {name: row[name] for name in ("id", "chargeToId", "_info")}
        return json.dumps(row)

    def _retries(self, status: int) -> bool:
        broken = status == NO_ANSWER or status >= SERVER_ERROR
        every = self._store.quirks.is_on(quirks.CALLBACKS_RETRY_5XX)
        return status in RETRIED or (broken and every)

    def _ended(self, callout: Callout, delivered: bool) -> None:
        """Disable a callback that failed on three days in a row, with no success in between."""
        row = self._store.callbacks.rows.get(int(callout.hook))
        if delivered or row is None:
            self._failed.pop(callout.hook, None)
            return
        today, days = self._store.now().date(), self._failed.setdefault(callout.hook, [])
        if today not in days:
            days.append(today)
        last = [today - timedelta(days=back) for back in range(DAYS_OF_FAILURE - 1, -1, -1)]
        if days[-DAYS_OF_FAILURE:] == last:
            del self._failed[callout.hook]
            self._store.callbacks.put({**row, "inactiveFlag": True})

    def _forged(self, params: Mapping[str, Any]) -> Iterator[Callout]:
        """Make wrongly signed callouts of every active callback.

        Args:
            params: `id` and `action` of the record; `unsigned: true` for no signature at all;
                `keyUrl` and `key` for a forger who signs well, but with a key of his own.
        """
        for callback in self._listening():
            kind = str(callback["type"]).lower()
            row = {"id": params.get("id", 1), "chargeToId": 1, "_info": {}}
            event = Event(kind, str(params.get("action", UPDATED)), row, "zadmin")
            body = self._body(callback, event, str(uuid4()))
            url = params.get("keyUrl") or key_url(self.site, self.keys.current()[0])
            raw = json.dumps({**body, "Metadata": {"key_url": url}}).encode()
            signed = {HEADER: signature(str(params.get("key", WRONG_SECRET)), raw)}
            message = Message(raw, {} if params.get("unsigned") else signed)
            address = _url(callback, event)
            yield Callout(
                str(callback["id"]), event.topic, address, _always(message), genuine=False
            )


def _always(message: Message) -> Callable[[int], Message]:
    def compose(_: int) -> Message:
        return message

    return compose


def _url(callback: Row, event: Event) -> str:
    """Append id and action to the registered text, whatever it ends with."""
    return f"{callback['url']}{event.row['id']}&action={event.action}"


def _concerns(callback: Row, event: Event) -> bool:
    kind, level = str(callback["type"]).lower(), str(callback["level"]).lower()
    if kind != event.kind or level == "owner":
        return kind == event.kind
    if (kind, level) == ("company", "type"):
        return callback["objectId"] in {one["id"] for one in event.row.get("types", [])}
    name = _TARGETS[kind].get(level)
    if name is None:
        return False
    target = event.row if not name else event.row.get(name) or {}
    return bool(target.get("id") == callback["objectId"])
