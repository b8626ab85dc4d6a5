"""Which webhooks hear of a change, and what they are told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local.simulators.autotask import quirks_calls
from local.simulators.autotask.picklists import PICKLISTS
from local.simulators.autotask.schema import USER_DEFINED
from local.simulators.autotask.webhook_payload import signed_message, unsigned_message
from local.simulators.callout_records import Callout, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local.simulators.autotask.schema import Entity, Row
    from local.simulators.autotask.tenant import Tenant
    from local.simulators.callouts import Callouts

DEACTIVATED = "Deactivated"
WRONG_SECRET = "not-the-secret-of-this-webhook"  # noqa: S105  (signs forged callouts)
_LEGACY_NAMES = {"Ticket": "Ticket", "Company": "Account"}
_PLURALS = {"Ticket": "Tickets", "Company": "Companies"}


@dataclass
class Outbox:
    """What the tenant remembers about its webhooks beside their rows.

    Attributes:
        callouts: sends them; None where nothing is sent.
        sequences: last SequenceNumber by hook.
        failures: events in a row that were given up, by hook.
    """

    callouts: Callouts | None = None
    sequences: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Event:
    """What a webhook is to tell.

    Attributes:
        entity: Ticket or Company.
        action: Create, Update, Delete or Deactivated.
        by: resource id of who did it.
        told: the part of the payload that is the event's own.
    """

    entity: str
    action: str
    by: int
    told: dict[str, Any]

    @property
    def topic(self) -> str:
        """What faults of webhooks are matched by, e.g. `Tickets/Update`."""
        return f"{_PLURALS[self.entity]}/{self.action}"


def hook_key(hook: str, webhook_id: int) -> str:
    """Name a webhook among those of all entities, e.g. `TicketWebhook/3`."""
    return f"{hook}/{webhook_id}"


def announce(tenant: Tenant, entity: Entity, old: Row | None, new: Row | None, by: int) -> None:
    """Tell the webhooks that listen of a row that was created, changed or deleted.

    Args:
        tenant: whose.
        entity: what the row is.
        old: the row before, None for a new one.
        new: the row now, None when it is gone.
        by: resource id of who did it; webhooks that exclude it stay silent.
    """
    callouts = tenant.outbox.callouts
    if callouts is None or not entity.webhooks:
        return
    action = "Create" if old is None else "Delete" if new is None else "Update"
    for hook in active_hooks(tenant, entity.name):
        if not hook[f"isSubscribedTo{action}Events"] or _excludes(tenant, entity.name, hook, by):
            continue
        fields = _fields_told(tenant, entity.name, hook, old, new)
        if fields is not None:
            row_id = (new or old or {})["id"]
            event = Event(entity.name, action, by, {"Id": row_id, "Fields": fields})
            callouts.send(signed_callout(tenant, hook, event))


def active_hooks(tenant: Tenant, entity: str) -> Iterator[Row]:
    """Give the webhooks of an entity that send: active, and ready by a subscribed field."""
    rows = list(tenant.store.table(f"{entity}Webhook").rows())
    return (row for row in rows if row["isActive"] and row["isReady"])


def signed_callout(tenant: Tenant, hook: Row, event: Event, *, genuine: bool = True) -> Callout:
    """Make an event's callout; a forged one is signed with the wrong key."""
    payload = _payload(tenant, hook, event)
    plain = tenant.has(quirks_calls.SENDS_UNESCAPED_BODY)
    message = signed_message(payload, hook["secretKey"] if genuine else WRONG_SECRET, plain=plain)
    return Callout(
        hook_key(f"{event.entity}Webhook", hook["id"]),
        event.topic,
        hook["webhookUrl"],
        _always(message),
        genuine,
    )


def tell_deactivated(tenant: Tenant, hook_name: str, hook: Row) -> None:
    """Call the deactivation URL of a webhook that was switched off or deleted, unsigned.

    The body is not documented; an unsigned one was seen on the main URL, too.
    """
    callouts, key = tenant.outbox.callouts, hook_key(hook_name, hook["id"])
    if callouts is None:
        return
    callouts.discard(key)
    entity, owner = hook_name.removesuffix("Webhook"), tenant.user.resource_id
    event = Event(entity, DEACTIVATED, owner, {"Id": hook["id"]})
    urls = [hook["deactivationUrl"]]
    if tenant.has(quirks_calls.DEACTIVATION_ON_MAIN_URL):
        urls.append(hook["webhookUrl"])
    message = _always(unsigned_message(_payload(tenant, hook, event)))
    for url in dict.fromkeys(urls):
        callouts.send(Callout(key, event.topic, url, message))


def _always(message: Message) -> Callable[[int], Message]:
    return lambda _: message


def _payload(tenant: Tenant, hook: Row, event: Event) -> dict[str, Any]:
    key = hook_key(f"{event.entity}Webhook", hook["id"])
    tenant.outbox.sequences[key] += 1
    person = "PersonId" if tenant.has(quirks_calls.SPELLS_PERSON_ID) else "PersonID"
    return {
        "Action": event.action,
        "Guid": next(value for name, value in hook.items() if name.lower() == "webhookguid"),
        "EntityType": _LEGACY_NAMES[event.entity],
        **event.told,
        "EventTime": tenant.stamp(),
        "SequenceNumber": tenant.outbox.sequences[key],
        person: event.by,
    }


def _excludes(tenant: Tenant, entity: str, hook: Row, by: int) -> bool:
    rows = tenant.store.table(f"{entity}WebhookExcludedResource").rows()
    return any((row["webhookID"], row["resourceID"]) == (hook["id"], by) for row in rows)


def _fields_told(
    tenant: Tenant, entity: str, hook: Row, old: Row | None, new: Row | None
) -> dict[str, Any] | None:
    """Give the fields of a payload; None when nothing changed that the webhook subscribed to."""
    before, after = _values(old), _values(new)
    told: dict[str, Any] = {}
    woken = old is None or new is None
    for name, subscribed, always in _watched(tenant, entity, hook["id"]):
        value = (after or before)[name.lower()]
        changed = before.get(name.lower()) != after.get(name.lower())
        woken = woken or (subscribed and changed)
        if always or (subscribed and changed):
            told[name] = value
    return told if woken else None


def _watched(tenant: Tenant, entity: str, webhook_id: int) -> Iterator[tuple[str, bool, bool]]:
    for part, key in (("Field", "fieldID"), ("UdfField", "udfFieldID")):
        names = PICKLISTS[f"{entity.lower()}Webhook{part}"]
        for row in tenant.store.table(f"{entity}Webhook{part}").rows():
            if row["webhookID"] == webhook_id:
                yield names[row[key]], row["isSubscribedField"], row["isDisplayAlwaysField"]


def _values(row: Row | None) -> dict[str, Any]:
    if row is None:
        return {}
    own = {one["name"].lower(): one["value"] for one in row.get(USER_DEFINED, ())}
    return {name.lower(): value for name, value in row.items()} | own
