"""Keeps our webhooks registered at Autotask; they are found again by the token in their URL."""

from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any, Final

from psa_sync.connectors.autotask.answers import ReadRefusedError
from psa_sync.connectors.autotask.client import AutotaskClient, open_client
from psa_sync.connectors.autotask.query import Clause, Operator, Query
from psa_sync.connectors.autotask.schemas import vendor_name
from psa_sync.connectors.autotask.webhook_rows import HOOKS, Webhook
from psa_sync.connectors.environment import ConnectorEnvironment
from psa_sync.domain.errors import MissingError, RejectedError
from psa_sync.domain.webhook import HookReport, HookTarget
from psa_sync.ports.webhooks import PsaHooks

NAME: Final = "Time entry sync"
_FLAGS: Final = (
    "is_active",
    "is_subscribed_to_create_events",
    "is_subscribed_to_update_events",
    "is_subscribed_to_delete_events",
)


class Webhooks:
    """The port `PsaHooks`.

    A registration is made in several steps: it sends nothing before it has a field to watch. Where
    one is lost, the next call finds what is missing.
    """

    def __init__(self, client: AutotaskClient) -> None:
        self._client = client

    @property
    def names(self) -> tuple[str, ...]:
        """The kinds of rows that are wanted."""
        return tuple(HOOKS)

    @property
    def secret_names(self) -> tuple[str, ...]:
        """All: each hook has a secret of its own."""
        return tuple(HOOKS)

    @property
    def tells_of_entries(self) -> bool:
        """False: Autotask has no webhook for time entries."""
        return False

    def keep(self, target: HookTarget) -> HookReport:
        """List, compare, and write only what differs."""
        done: dict[str, list[str]] = {
            name: [] for name in ("sound", "made", "rearmed", "repaired", "removed", "refused")
        }
        for name, kind in HOOKS.items():
            try:
                done[self._keep_one(name, kind, target, done["removed"])].append(name)
            except (RejectedError, ReadRefusedError) as error:
                done["refused"].append(_sentence(name, error))
        return HookReport(**{outcome: tuple(names) for outcome, names in done.items()})

    def remove(self, token: str) -> tuple[str, ...]:
        """Remove all of ours."""
        left: list[str] = []
        for name, kind in HOOKS.items():
            try:
                for one in self._ours(kind, token):
                    self._drop(kind, one)
            except (RejectedError, ReadRefusedError) as error:
                left.append(_sentence(name, error))
        return tuple(left)

    def _ours(self, kind: type[Webhook], token: str) -> list[Webhook]:
        # All are read and compared here: nobody knows how a tenant compares parts of addresses.
        listed = self._client.rows(Query(kind, (Clause("id", Operator.AT_LEAST, 0),)))
        return [one for one in listed if f"/{token}" in (one.webhook_url or "")]

    def _keep_one(
        self, name: str, kind: type[Webhook], target: HookTarget, removed: list[str]
    ) -> str:
        """Bring one hook in order; return under which name of the report it belongs."""
        secret = target.secrets[name]
        wanted = _wanted(target, secret)
        ours = self._ours(kind, target.token)
        ours.sort(key=lambda one: (len(_differences(one, wanted)), one.id))
        for double in ours[1:]:
            self._drop(kind, double)
            removed.append(name)
        if not ours:
            new = {"sendThresholdExceededNotification": False, "secretKey": secret}
            webhook_id = self._client.write("POST", kind.entity, new | _spelled(wanted))
            self._watch(kind, webhook_id)
            return "made"
        return self._mend(kind, ours[0], _differences(ours[0], wanted), secret)

    def _mend(
        self, kind: type[Webhook], one: Webhook, differences: dict[str, Any], secret: str
    ) -> str:
        if differences:
            # Nobody knows whether a secret can be read, so it is set anew with whatever is mended.
            fields = _spelled(differences) | {"secretKey": secret}
            self._client.write("PATCH", kind.entity, {"id": one.id} | fields)
        completed = self._watch(kind, one.id)
        if not differences and not completed:
            return "sound"
        return "rearmed" if set(differences) == {"is_active"} and not completed else "repaired"

    def _watch(self, kind: type[Webhook], webhook_id: int) -> bool:
        """Subscribe to the watched fields that this tenant has, in the numbers that it gives them.

        Returns:
            True where one was missing.

        Raises:
            RejectedError: It has none of them, so that the hook would never send.
        """
        numbers = self._client.labels(kind.fields, "fieldID")
        named = {label.casefold(): number for number, label in numbers.items()}
        wanted = {named[name.casefold()] for name in kind.watched if name.casefold() in named}
        if not wanted:
            code = "psa_refused"
            raise RejectedError(code, "none of the fields that we watch can be watched")
        own = Query(kind.fields, (Clause("webhook_id", Operator.EQUALS, webhook_id),))
        missing = wanted - {one.field_id for one in self._client.rows(own)}
        for number in sorted(missing):
            field = {
                "webhookID": webhook_id,
                "fieldID": number,
                "isSubscribedField": True,
                "isDisplayAlwaysField": False,
            }
            self._client.write("POST", f"{kind.entity}/{webhook_id}/Fields", field)
        return bool(missing)

    def _drop(self, kind: type[Webhook], one: Webhook) -> None:
        # Somebody else may have been faster.
        with suppress(MissingError):
            self._client.remove(f"{kind.entity}/{one.id}")


def _wanted(target: HookTarget, secret: str) -> dict[str, Any]:
    """What a registration must say, by our names of its fields.

    The name tells which secret it was given, as nobody can read the secret itself.
    """
    digest = sha256(secret.encode()).hexdigest()[:8]
    name = {"name": f"{NAME} {digest}"}
    flags = dict.fromkeys(_FLAGS, True)
    return name | {"webhook_url": target.url, "deactivation_url": target.url} | flags


def _differences(one: Webhook, wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if getattr(one, name) != value}


def _spelled(fields: dict[str, Any]) -> dict[str, Any]:
    return {vendor_name(name): value for name, value in fields.items()}


def _sentence(name: str, error: RejectedError | ReadRefusedError) -> str:
    words = error.vendor_words if isinstance(error, RejectedError) else error.words
    return f"Autotask does not let us keep the webhook for {name}" + (
        f": {words}" if words else "."
    )


def open_hooks(
    credentials: Mapping[str, str], endpoint: str | None, environment: ConnectorEnvironment
) -> PsaHooks:
    """Make the keeper of one connection's hooks; calls nobody yet.

    Raises:
        CredentialsError: A field is empty or cannot be a key.
    """
    return Webhooks(open_client(credentials, endpoint, environment))
