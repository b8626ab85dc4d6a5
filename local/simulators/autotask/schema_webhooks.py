"""Ticket webhook registrations and their error log: fields and verbs."""

from __future__ import annotations

from local.simulators.autotask.schema import Child, Entity, entity

ENTITIES: tuple[Entity, ...] = (
    entity(
        "TicketWebhook",
        "TicketWebhooks",
        verbs="POST PATCH PUT DELETE",
        fields="""
    id:long=  deactivationUrl:text(500)!  isActive:bool!  isReady:bool=
    isSubscribedToCreateEvents:bool  isSubscribedToDeleteEvents:bool
    isSubscribedToUpdateEvents:bool  name:text(50)!  notificationEmailAddress:text(150)
    ownerResourceID:int=@Resource  secretKey:text(64)!  sendThresholdExceededNotification:bool!
    webhookGUID:text(100)=  webhookUrl:text(500)!
    """,
    ),
    entity(
        "TicketWebhookField",
        "TicketWebhookFields",
        child=Child("TicketWebhooks", "Fields", "webhookID", verbs="POST PATCH PUT DELETE"),
        fields="""
    id:long=  fieldID:int!#ticketWebhookField  isDisplayAlwaysField:bool!
    isSubscribedField:bool!  webhookID:int!
    """,
    ),
    entity(
        "TicketWebhookExcludedResource",
        "TicketWebhookExcludedResources",
        child=Child("TicketWebhooks", "ExcludedResources", "webhookID", verbs="POST DELETE"),
        fields="""
    id:long=  resourceID:int!@Resource  webhookID:int!
    """,
    ),
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
