"""Words of the tests of webhooks: register one, sign, wait for what was sent."""

import base64
import hmac
from hashlib import sha1

from tests.simulators.notebook import until

SECRET = "a secret of this hook"
TICKET, COMPANY = 35400, 29762800
STATUS, NUMBER, TITLE, ACTIVITY = 2, 3, 4, 7
EVERY = {"op": "gte", "field": "id", "value": 0}


def registered(autotask, url, plural="TicketWebhooks", fields=((STATUS, True, False),), **more):
    body = {
        "name": "sync",
        "isActive": True,
        "webhookUrl": url,
        "deactivationUrl": f"{url}?gone",
        "secretKey": SECRET,
        "sendThresholdExceededNotification": False,
        "isSubscribedToCreateEvents": True,
        "isSubscribedToUpdateEvents": True,
        "isSubscribedToDeleteEvents": True,
    }
    answer = autotask.call("POST", f"/{plural}", body | more)
    assert answer.status_code == 200, answer.text
    hook = answer.json()["itemId"]
    for field, subscribed, always in fields:
        wanted = {
            "fieldID": field, "isSubscribedField": subscribed, "isDisplayAlwaysField": always,
        }  # fmt: skip
        assert autotask.call("POST", f"/{plural}/{hook}/Fields", wanted).status_code == 200
    return hook


def signature(body, secret=SECRET):
    digest = hmac.new(secret.encode(), body, sha1).digest()
    return "sha1=" + base64.b64encode(digest).decode()


def sent(autotask):
    return autotask.control("GET", "/webhooks").json()["items"]


def settled(autotask, outcomes):
    until(lambda: [one["outcome"] for one in sent(autotask)] == outcomes)


def close(autotask, ticket=TICKET):
    assert autotask.call("PATCH", "/Tickets", {"id": ticket, "status": 5}).status_code == 200
