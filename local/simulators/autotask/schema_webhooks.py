"""Webhook registrations of tickets and companies, and their error log: fields and verbs."""

from __future__ import annotations

from local.simulators.autotask.schema import Child, Entity, entity

HOOKED = ("Ticket", "Company")
"""Autotask has no webhooks for time entries, projects or tasks (vendor help, Webhooks)."""


def _registration(name: str, guid: str) -> tuple[Entity, ...]:
    """Declare a webhook entity with its children; `guid` is how it spells its GUID field."""
    picklist, hook = name.lower(), f"{name}Webhook"
    every = "POST PATCH PUT DELETE"
    return (
        entity(
            hook,
            f"{hook}s",
            verbs=every,
            fields=f"""
    id:long=  deactivationUrl:text(500)!  isActive:bool!  isReady:bool=
    isSubscribedToCreateEvents:bool  isSubscribedToDeleteEvents:bool
    isSubscribedToUpdateEvents:bool  name:text(50)!  notificationEmailAddress:text(150)
    ownerResourceID:int=@Resource  secretKey:text(64)!  sendThresholdExceededNotification:bool!
    {guid}:text(100)=  webhookUrl:text(500)!
    """,
        ),
        entity(
            f"{hook}Field",
            f"{hook}Fields",
            child=Child(f"{hook}s", "Fields", "webhookID", verbs=every),
            fields=f"""
    id:long=  fieldID:int!#{picklist}WebhookField  isDisplayAlwaysField:bool!
    isSubscribedField:bool!  webhookID:int!
    """,
        ),
        entity(
            f"{hook}UdfField",
            f"{hook}UdfFields",
            child=Child(f"{hook}s", "UdfFields", "webhookID", verbs=every),
            fields=f"""
    id:long=  isDisplayAlwaysField:bool!  isSubscribedField:bool!
    udfFieldID:int!#{picklist}WebhookUdfField  webhookID:int!
    """,
        ),
        entity(
            f"{hook}ExcludedResource",
            f"{hook}ExcludedResources",
            child=Child(f"{hook}s", "ExcludedResources", "webhookID", verbs="POST DELETE"),
            fields="""
    id:long=  resourceID:int!@Resource  webhookID:int!
    """,
        ),
    )


ENTITIES: tuple[Entity, ...] = (
    *_registration("Ticket", "webhookGUID"),
    *_registration("Company", "webhookGuid"),
    entity(
        "WebhookEventErrorLog",
        "WebhookEventErrorLogs",
        verbs="DELETE",
        fields="""
    id:long=  accountWebhookID:int=  contactWebhookID:int=  createDateTime:date=
    errorMessage:text=  payload:text=  sequenceNumber:int=
    """,
    ),
)
