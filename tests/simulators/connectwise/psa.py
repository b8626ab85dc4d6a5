"""A caller of the simulated PSA: its API with the demo keys, its control calls beside it."""

from datetime import UTC, datetime, timedelta

import requests

from local.simulators.connectwise.seed import CLIENT_ID, COMPANY_ID, PRIVATE_KEY, PUBLIC_KEY

START = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
"""A Wednesday afternoon."""

FORWARD_ONLY = {"pagination-type": "forward-only"}


class Clock:
    def __init__(self):
        self.at = START

    def __call__(self):
        return self.at

    def forward(self, seconds):
        self.at += timedelta(seconds=seconds)


class Psa:
    def __init__(self, url, clock):
        self.url = url
        self.api = f"{url}/v4_6_release/apis/3.0"
        self.clock = clock
        self.session = requests.Session()
        self.session.auth = (f"{COMPANY_ID}+{PUBLIC_KEY}", PRIVATE_KEY)
        self.session.headers["clientId"] = CLIENT_ID

    def call(self, method, path, status=200, **more):
        answer = self.session.request(method, self.api + path, timeout=10, **more)
        assert answer.status_code == status, answer.text
        return answer

    def get(self, path, status=200, headers=None, **query):
        return self.call("GET", path, status, params=query, headers=headers).json()

    def listed(self, path, status=200, **query):
        return self.get(path, status, **{"pageSize": 1000, **query})

    def ids(self, path, **query):
        return [row["id"] for row in self.listed(path, **query)]

    def post(self, path, body, status=201):
        return self.call("POST", path, status, json=body).json()

    def patch(self, path, body, status=200):
        return self.call("PATCH", path, status, json=body).json()

    def delete(self, path, status=204):
        return self.call("DELETE", path, status)

    def enters(self, expected=201, /, **fields):
        return self.post("/time/entries", an_entry(**fields), expected)

    def sets(self, entry_id, expected=200, /, **fields):
        operations = [
            {"op": "replace", "path": name, "value": value} for name, value in fields.items()
        ]
        return self.patch(f"/time/entries/{entry_id}", operations, expected)

    def control(self, method, path, status=200, **more):
        answer = requests.request(method, f"{self.url}/_sim{path}", timeout=10, **more)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.text else None

    def switch(self, quirk, *, on):
        self.control("POST", "/set", json={"what": "quirk", "name": quirk, "on": on})

    def turns_on(self, quirk):
        self.switch(quirk, on=True)

    def states(self, status=200, /, **asked):
        return self.control("POST", "/set", status, json=asked)

    def may(self, right, level):
        return self.states(what="permission", name=right, level=level)

    def fault(self, mode, **more):
        self.control("POST", "/faults", 201, json={"mode": mode, **more})

    def ledger(self, entry_id):
        since = {"since": START.isoformat()}
        items = self.control("GET", "/ledger", params=since)["items"]
        return next(item for item in items if item["id"] == str(entry_id))

    def member(self, identifier):
        return self.get(f"/system/members/{identifier}")

    def ticket(self, **query):
        return self.get("/service/tickets", pageSize=1, **query)[0]


def an_entry(**fields):
    """A time entry of Paul Pierce on an open ticket of his; a field of None is left out."""
    body = {
        "chargeToType": "ServiceTicket",
        "chargeToId": 5001,
        "member": {"identifier": "PPierce"},
        "timeStart": "2026-03-04T09:00:00Z",
        "timeEnd": "2026-03-04T10:30:00Z",
        **fields,
    }
    return {name: value for name, value in body.items() if value is not None}


def why(refusal):
    """The codes and fields of a refused body."""
    return [(item["code"], item["field"]) for item in refusal["errors"]]
