"""Autotask's webhooks."""

from psa_sync.connectors.autotask.webhook import SIGNATURE
from psa_sync.connectors.autotask.webhook_rows import HOOKS
from tests.contract.hook_cases import HookCase

CASE = HookCase(
    register_call=("POST", "/TicketWebhooks"),
    registered=lambda hooks, token: [
        (name, one.id) for name, kind in HOOKS.items() for one in hooks._ours(kind, token)
    ],
    delete=lambda hooks, name, hook_id: hooks._client.remove(f"{HOOKS[name].entity}/{hook_id}"),
    signature=SIGNATURE,
)
