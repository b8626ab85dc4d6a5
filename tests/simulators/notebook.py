"""The smallest vendor a simulator could be, and a caller of it, for the tests of what all share."""

import time
from datetime import UTC, datetime, timedelta
from itertools import count

import requests
from aiohttp import web

from local.simulators.callout_records import Callout, Message, Schedule
from local.simulators.callouts import Callouts
from local.simulators.control import add_control_routes, vendor_middlewares
from local.simulators.fault_modes import lag_seconds, vendor_fault
from local.simulators.faults import Faults
from local.simulators.ledger import Ledger
from local.simulators.quirks import Quirk, Quirks
from local.simulators.request_log import RequestLog

BASES = ("/api/v1",)
SHOUTS = Quirk("shouts", on=False, what="Answers in capitals.", source="this test")
RETRIED = {0, 429}
QUICKLY = Schedule(5, (0.01, 0.01), RETRIED.__contains__, in_order=False)
SLOWLY = Schedule(5, (0.5, 0.5), RETRIED.__contains__, in_order=False)
IMPATIENT = Schedule(0.1, (0.01,), RETRIED.__contains__, in_order=False)
IN_ORDER = Schedule(5, (0.2, 0.2), RETRIED.__contains__, in_order=True)


class Notebook:
    """The smallest vendor: notes, made over its API or by a person."""

    def __init__(self, schedule=QUICKLY):
        self.ledger, self.requests = Ledger(), RequestLog()
        self.faults, self.quirks = Faults(), Quirks([SHOUTS])
        self.notes, self.ids = {}, count(1)
        self.rights = {"write": True}
        self.hooks, self.ended = [], []
        self.callouts = Callouts(
            schedule, self.faults, ended=self.callout_ended, forged=self.forged_callouts
        )

    def callout_ended(self, callout, delivered):
        self.ended.append((callout.topic, delivered))

    async def hooked(self, request):
        self.hooks.append((await request.json())["url"])
        return web.Response(status=204)

    def tells(self, topic, text):
        for hook in self.hooks:
            self.callouts.send(_callout(hook, topic, text, "genuine"))

    def forged_callouts(self, params):
        return [
            _callout(hook, "note/made", params.get("text", ""), "forged") for hook in self.hooks
        ]

    def reset(self):
        self.notes.clear()
        self.ledger.clear()
        self.rights = {"write": True}

    def set_state(self, asked):
        if asked.get("what") != "permission" or asked.get("name") not in self.rights:
            raise ValueError("there is nothing of that kind")
        self.rights[asked["name"]] = asked["allowed"]
        return asked

    def permissions_shown(self):
        return [{"name": name, "allowed": allowed} for name, allowed in self.rights.items()]

    def rate_limit_response(self, retry_after):
        return web.json_response({"slow": "down"}, status=429, headers={"Retry-After": "9"})

    def person_creates(self, person_id, body):
        if not body:
            return 422, {"error": "empty"}
        row = {"id": next(self.ids), **body}
        self.notes[str(row["id"])] = row
        self.ledger.created(str(row["id"]), row, person_id, datetime.now(UTC))
        self.tells("note/made", str(row["text"]))
        return 201, row

    def person_updates(self, person_id, entry_id, body):
        row = self.notes[entry_id] = {**self.notes[entry_id], **body}
        self.ledger.updated(entry_id, row, person_id, datetime.now(UTC))
        return 200, row

    def person_deletes(self, person_id, entry_id):
        del self.notes[entry_id]
        self.ledger.deleted(entry_id, person_id, datetime.now(UTC))
        self.tells("note/deleted", entry_id)
        return 204, None

    def touched(self, note):
        return self.ledger.touched_at(str(note["id"]))

    def app(self):
        async def listed(request):
            if vendor_fault(request, "revoke_credentials"):
                return web.Response(status=401)
            notes = list(self.notes.values())
            if (seconds := lag_seconds(request)) is not None:
                latest = datetime.now(UTC) - timedelta(seconds=seconds)
                notes = [one for one in notes if self.touched(one) <= latest]
            if (text := request.query.get("text")) and not vendor_fault(request, "drop_filter"):
                notes = [one for one in notes if one["text"] == text]
            return web.json_response(notes)

        async def wrapped(_):
            return web.json_response({"found": list(self.notes.values()), "page": 1})

        async def made(request):
            return web.json_response(self.person_creates("api", await request.json())[1])

        async def one(request):
            return web.json_response(self.notes[request.match_info["id"]])

        app = web.Application(middlewares=vendor_middlewares(self, BASES, ("found",)))
        add_control_routes(app, self, self.callouts)
        app.router.add_post("/api/v1/hooks", self.hooked)
        app.router.add_get("/api/v1/notes", listed)
        app.router.add_post("/api/v1/notes", made)
        app.router.add_get("/api/v1/notes/{id}", one)
        app.router.add_get("/api/v1/query", wrapped)
        return app


def _callout(hook, topic, text, signature):
    def compose(attempt):
        return Message(text.encode(), {"Signature": signature, "Attempt": str(attempt)})

    return Callout(hook, topic, hook, compose, genuine=signature == "genuine")


class Caller:
    def __init__(self, url):
        self.url = url

    def api(self, path="/notes", method="GET", **more):
        return requests.request(method, f"{self.url}/api/v1{path}", timeout=10, **more)

    def sim(self, method, path, expected=200, body=None, **query):
        answer = requests.request(
            method, f"{self.url}/_sim{path}", json=body, params=query, timeout=10
        )
        assert answer.status_code == expected, answer.text
        return answer.json() if answer.text else None

    def fault(self, mode, match=None, **more):
        return self.sim("POST", "/faults", 201, {"mode": mode, "match": match, **more})["id"]

    def makes(self, *texts):
        return [self.api(method="POST", json={"text": text}) for text in texts or ("hello",)][-1]

    def hooks(self, url):
        self.api("/hooks", "POST", json={"url": url})

    def sent(self):
        return self.sim("GET", "/webhooks")["items"]


def until(holds, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never happened"
