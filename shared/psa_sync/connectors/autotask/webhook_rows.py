"""Autotask's webhook registrations, as far as we read them."""

from typing import ClassVar

from psa_sync.connectors.autotask.schemas import Row


class Webhook(Row, frozen=True, kw_only=True):
    """A registration; it sends once it is ready, which it is with the first subscribed field.

    Attributes:
        fields: The entity of its children that name the fields subscribed to.
        watched: Fields whose change is told, by the names in the tenant's own list.
    """

    fields: ClassVar[type["WebhookField"]]
    watched: ClassVar[tuple[str, ...]]
    name: str | None
    webhook_url: str | None
    deactivation_url: str | None
    is_active: bool | None
    is_subscribed_to_create_events: bool | None
    is_subscribed_to_update_events: bool | None
    is_subscribed_to_delete_events: bool | None


class WebhookField(Row, frozen=True, kw_only=True):
    """A field that a webhook tells of."""

    webhook_id: int
    field_id: int | None


class TicketWebhookField(WebhookField, frozen=True, kw_only=True):
    """A field of a ticket."""

    entity = "TicketWebhookFields"


class CompanyWebhookField(WebhookField, frozen=True, kw_only=True):
    """A field of a company."""

    entity = "CompanyWebhookFields"


class TicketWebhook(Webhook, frozen=True, kw_only=True):
    """A registration for tickets."""

    entity = "TicketWebhooks"
    fields = TicketWebhookField
    # The last is moved by time that is entered on a ticket, of which no webhook tells by itself.
    watched = (
        "Title", "Status", "AssignedResourceID", "CompanyID", "ProjectID", "LastActivityDate",
    )  # fmt: skip


class CompanyWebhook(Webhook, frozen=True, kw_only=True):
    """A registration for companies."""

    entity = "CompanyWebhooks"
    fields = CompanyWebhookField
    watched = ("CompanyName", "IsActive")


HOOKS: dict[str, type[Webhook]] = {"ticket": TicketWebhook, "company": CompanyWebhook}
"""What we hear of: Autotask has no webhook for time entries, projects or people."""
