"""ConnectWise's callbacks."""

from psa_sync.connectors.connectwise.webhook import SIGNATURE
from psa_sync.connectors.connectwise.webhook_registration import PATH
from tests.contract.hook_cases import HookCase

CASE = HookCase(
    register_call=("POST", PATH),
    registered=lambda hooks, token: [(one.type or "", one.id) for one in hooks._ours(token)],
    delete=lambda hooks, _name, hook_id: hooks._client.delete(f"{PATH}/{hook_id}"),
    signature=SIGNATURE,
)
