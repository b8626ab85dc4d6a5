"""The control calls under `/_sim`, the same for every simulated vendor."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from aiohttp import web

from local.simulators.fault_modes import LIST_NAMES, apply_faults
from local.simulators.faults import WEBHOOK_MODES, FaultRefusedError
from local.simulators.request_log import CONTROL_PREFIX, RequestLog, log_vendor_calls

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from aiohttp.typedefs import Middleware

    from local.simulators.callouts import Callouts
    from local.simulators.faults import Fault, Faults
    from local.simulators.ledger import Ledger
    from local.simulators.quirks import Quirks

Answer = tuple[int, dict[str, Any] | None]
"""HTTP status and the vendor's own body, None for no body."""


class Vendor(Protocol):
    """What a simulator gives to the control calls.

    The person calls act as that person would in the PSA's own screen: same rules, same answers
    as the vendor's API, entered by that person and not by the API user.
    """

    @property
    def ledger(self) -> Ledger:
        """Every time entry ever made."""

    @property
    def requests(self) -> RequestLog:
        """The vendor API calls so far."""

    @property
    def faults(self) -> Faults:
        """Faults asked for by tests."""

    @property
    def quirks(self) -> Quirks:
        """The vendor's oddities as switches."""

    def reset(self) -> None:
        """Go back to the seed data; registered webhooks and API keys stay.

        The control calls forget faults, quirk switches and the request log themselves.
        """

    def set_state(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Set the state of an entry, timesheet, ticket, permission, person or webhook; show it.

        Raises:
            ValueError: what was asked for does not exist; the text is a sentence that says so.
        """

    def permissions_shown(self) -> list[dict[str, Any]]:
        """The rights of the API user, `{name, allowed}` each."""

    def rate_limit_response(self, retry_after: int) -> web.Response:
        """The vendor's own 429; `retry_after` in seconds."""

    def person_creates(self, person_id: str, body: dict[str, Any]) -> Answer:
        """A person makes a time entry: 201 with the row, or the vendor's refusal."""

    def person_updates(self, person_id: str, entry_id: str, body: dict[str, Any]) -> Answer:
        """A person changes a time entry, `body` holding the changed fields: 200 with the row."""

    def person_deletes(self, person_id: str, entry_id: str) -> Answer:
        """A person deletes a time entry: 204."""


def vendor_middlewares(
    vendor: Vendor, api_bases: Sequence[str], list_names: Collection[str] = LIST_NAMES
) -> list[Middleware]:
    """Make the middlewares every simulator starts with: the request log around the faults.

    Args:
        vendor: the simulator.
        api_bases: path prefixes of its API, e.g. `("/v4_6_release/apis/3.0",)`.
        list_names: what the vendor calls the list in an answer that is an object.
    """
    faults = apply_faults(vendor.faults, api_bases, vendor.rate_limit_response, list_names)
    return [log_vendor_calls(vendor.requests, api_bases), faults]


def add_control_routes(
    app: web.Application, vendor: Vendor, callouts: Callouts | None = None
) -> None:
    """Add `/_sim/…`; unknown calls and inputs answer 400 `{"message": …}`.

    Args:
        app: gets them; add them before any catch-all route of the vendor.
        vendor: the simulator.
        callouts: the webhooks it sends; None for a vendor that sends none.
    """
    control = _Control(vendor, callouts)
    people = f"{CONTROL_PREFIX}/people/{{person}}/time-entries"
    app.on_shutdown.append(control.forget_late_writes)
    if callouts is not None:
        app.on_shutdown.append(callouts.close)
    app.add_routes(
        [
            web.post(f"{CONTROL_PREFIX}/reset", control.reset),
            web.get(f"{CONTROL_PREFIX}/ledger", control.ledger),
            web.get(f"{CONTROL_PREFIX}/requests", control.requests),
            web.get(f"{CONTROL_PREFIX}/webhooks", control.webhooks),
            web.get(f"{CONTROL_PREFIX}/quirks", control.quirks),
            web.get(f"{CONTROL_PREFIX}/permissions", control.permissions),
            web.post(f"{CONTROL_PREFIX}/set", control.set_state),
            web.post(f"{CONTROL_PREFIX}/faults", control.add_fault),
            web.get(f"{CONTROL_PREFIX}/faults", control.list_faults),
            web.delete(f"{CONTROL_PREFIX}/faults", control.heal_all),
            web.delete(f"{CONTROL_PREFIX}/faults/{{fault}}", control.heal),
            web.post(people, control.person_creates),
            web.patch(f"{people}/{{entry}}", control.person_updates),
            web.delete(f"{people}/{{entry}}", control.person_deletes),
            web.route("*", f"{CONTROL_PREFIX}/{{unknown:.*}}", control.unknown),
        ]
    )


class _Control:
    def __init__(self, vendor: Vendor, callouts: Callouts | None) -> None:
        self._vendor = vendor
        self._callouts = callouts

    async def reset(self, _: web.Request) -> web.Response:
        self._vendor.faults.forget()
        if self._callouts is not None:
            self._callouts.forget()
        self._vendor.quirks.reset()
        self._vendor.reset()
        self._vendor.requests.clear()
        return web.json_response({"reset": True})

    async def ledger(self, request: web.Request) -> web.Response:
        since = request.query.get("since")
        return web.json_response({"items": self._vendor.ledger.items(_since(since))})

    async def requests(self, _: web.Request) -> web.Response:
        return web.json_response(self._vendor.requests.shown())

    async def webhooks(self, _: web.Request) -> web.Response:
        sent = [] if self._callouts is None else self._callouts.shown()
        return web.json_response({"items": sent})

    async def quirks(self, _: web.Request) -> web.Response:
        return web.json_response({"items": self._vendor.quirks.shown()})

    async def permissions(self, _: web.Request) -> web.Response:
        return web.json_response({"items": self._vendor.permissions_shown()})

    async def set_state(self, request: web.Request) -> web.Response:
        asked = await _object(request)
        if asked.get("what") == "quirk":
            return web.json_response(self._switched(asked))
        try:
            return web.json_response(self._vendor.set_state(asked))
        except ValueError as unknown:
            _refuse(str(unknown))

    def _switched(self, asked: dict[str, Any]) -> dict[str, Any]:
        name, on = asked.get("name"), asked.get("on")
        if not isinstance(name, str) or not isinstance(on, bool):
            _refuse("a quirk is set with its name and on: true or false")
        try:
            return self._vendor.quirks.switch(name, on=on)
        except KeyError:
            _refuse(f"there is no quirk {name!r}; see GET {CONTROL_PREFIX}/quirks")

    async def add_fault(self, request: web.Request) -> web.Response:
        try:
            fault = self._vendor.faults.add(await _object(request))
        except FaultRefusedError as refusal:
            _refuse(str(refusal))
        if fault.mode in WEBHOOK_MODES:
            self._hit_webhooks(fault)
        return web.json_response({"id": fault.fault_id}, status=201)

    def _hit_webhooks(self, fault: Fault) -> None:
        """Refuse a fault of webhooks where there are none; send the forged ones at once."""
        if self._callouts is None:
            self._vendor.faults.heal(fault.fault_id)
            _refuse(f"mode {fault.mode!r}: this simulator sends no webhooks")
        if fault.mode == "forge_webhook":
            self._callouts.forge(fault)

    async def list_faults(self, _: web.Request) -> web.Response:
        return web.json_response({"items": self._vendor.faults.shown()})

    async def heal_all(self, _: web.Request) -> web.Response:
        self._vendor.faults.clear()
        return web.Response(status=204)

    async def heal(self, request: web.Request) -> web.Response:
        fault_id = request.match_info["fault"]
        try:
            self._vendor.faults.heal(fault_id)
        except KeyError:
            _refuse(f"there is no fault {fault_id!r}")
        return web.Response(status=204)

    async def forget_late_writes(self, _: web.Application) -> None:
        self._vendor.faults.forget()

    async def person_creates(self, request: web.Request) -> web.Response:
        body = await _object(request)
        return _answer(self._vendor.person_creates(request.match_info["person"], body))

    async def person_updates(self, request: web.Request) -> web.Response:
        body, at = await _object(request), request.match_info
        return _answer(self._vendor.person_updates(at["person"], at["entry"], body))

    async def person_deletes(self, request: web.Request) -> web.Response:
        at = request.match_info
        return _answer(self._vendor.person_deletes(at["person"], at["entry"]))

    async def unknown(self, request: web.Request) -> web.Response:
        _refuse(f"there is no control call {request.method} {request.path}")


def _answer(answer: Answer) -> web.Response:
    status, body = answer
    return web.Response(status=status) if body is None else web.json_response(body, status=status)


def _refuse(message: str) -> NoReturn:
    text = json.dumps({"message": message})
    raise web.HTTPBadRequest(text=text, content_type="application/json") from None


def _since(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        # An unencoded + of an offset arrives as a space.
        since = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        _refuse(f"since is not an RFC 3339 instant: {text!r}")
    if since.tzinfo is None:
        _refuse(f"since has no offset: {text!r}")
    return since


async def _object(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.text())
    except ValueError:
        _refuse("the body is not JSON")
    if not isinstance(body, dict):
        _refuse("the body is not a JSON object")
    return body
