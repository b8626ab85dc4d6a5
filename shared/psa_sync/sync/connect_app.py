"""Install a connected app, or give it a new key: checked live, then stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from psa_sync.domain.connection import Check, Connection, ConnectionStatus, PsaName
from psa_sync.domain.errors import CredentialsError, StaleError
from psa_sync.domain.permission import Feature, features_of
from psa_sync.domain.settings import ConnectionSettings
from psa_sync.ports import AppCatalogue, AppDescription, Credentials, Identity, TenantTakenError
from psa_sync.sync.effects import Effects
from psa_sync.sync.key_refused import key_refused
from psa_sync.sync.refusal import RefusedError

MASK = "••••"
LONG_ENOUGH = 8
STORING = "The key is being stored."
_TRIES = 4


class ChecksFailedError(RefusedError):
    """The PSA refuses the key, or the key may not do what is needed; nothing was stored.

    Attributes:
        checks: What was tried, with the fix for what failed.
    """

    def __init__(self, code: str, checks: tuple[Check, ...], detail: str = "") -> None:
        super().__init__(code, detail=detail)
        self.checks = checks


@dataclass(frozen=True, slots=True)
class Installed:
    """The connection, and whether it is new."""

    connection: Connection
    created: bool


def connect_app(
    account: str,
    description: AppDescription,
    fields: Mapping[str, str],
    *,
    catalogue: AppCatalogue,
    credentials: Credentials,
    effects: Effects,
    webhooks: bool = True,
) -> Installed:
    """Check the credentials at the PSA, store them, and open the connection.

    Args:
        account: Whose connection.
        description: The app.
        fields: What was filled in.
        catalogue: Opens the app's PSA with it.
        credentials: Where it is kept.
        effects: The ports.
        webhooks: False where no PSA reaches us, so that no right to register hooks is asked for.

    Raises:
        ChecksFailedError: `credentials_refused` or `permissions_missing`.
        RefusedError: `psa_already_connected`, `psa_tenant_differs`, `app_being_removed` or, when
            others keep writing the connection, `busy`.
        TransientError: The PSA or our own store did not answer; nothing was stored.
    """
    app = description.app
    known = effects.connections.get(account, app)
    if known is not None and known.purging:
        # What is being removed cannot belong to a new connection.
        raise RefusedError("app_being_removed")
    settings = known.settings if known else ConnectionSettings()
    identity = _checked(app, fields, catalogue, features_of(settings, webhooks=webhooks))
    shown = _shown(fields, description.secret_fields)
    opened = _opened(account, app, identity, shown, effects)
    created = opened.status is ConnectionStatus.PAUSED
    if created:
        # The tenant is claimed before the secret is stored, so that a refusal leaves nothing.
        try:
            opened = effects.connections.save(opened)
        except TenantTakenError:
            raise RefusedError("psa_already_connected") from None
    credentials.put(account, app, fields)
    # The key is stored: from here on a worker's write beside ours must not make us give up.
    for _ in range(_TRIES):
        try:
            return Installed(_activated(opened, effects), created=created)
        except StaleError:
            opened = _opened(account, app, identity, shown, effects)
    raise RefusedError("busy")


def _activated(opened: Connection, effects: Effects) -> Connection:
    now = effects.clock()
    active = replace(opened, status=ConnectionStatus.ACTIVE, status_text="", since=now)
    return effects.connections.save(active)


def _checked(
    app: PsaName,
    fields: Mapping[str, str],
    catalogue: AppCatalogue,
    features: frozenset[Feature],
) -> Identity:
    try:
        identity = catalogue.open(app, fields).identify(features)
    except CredentialsError as error:
        check = key_refused(error.reason)
        raise ChecksFailedError("credentials_refused", (check,), error.reason) from None
    if any(check.status == "fail" for check in identity.checks):
        raise ChecksFailedError("permissions_missing", identity.checks)
    return identity


def _opened(
    account: str, app: PsaName, identity: Identity, shown: dict[str, str], effects: Effects
) -> Connection:
    """The account's connection with what the check found out; settings and links stay."""
    known = effects.connections.get(account, app)
    if known is not None and known.purging:
        raise RefusedError("app_being_removed")
    if known is not None and not known.emptied:
        if known.tenant != identity.tenant:
            # The entries are mapped to rows of the other tenant; their ids mean nothing here.
            raise RefusedError("psa_tenant_differs", detail=known.tenant)
        return replace(
            _awake(known, effects).known_as(identity.own_id),
            endpoint=identity.endpoint,
            shown_credentials=shown,
            checks=identity.checks,
        )
    return Connection(
        account=account,
        app=app,
        tenant=identity.tenant,
        endpoint=identity.endpoint,
        own_id=identity.own_id,
        shown_credentials=shown,
        status=ConnectionStatus.PAUSED,
        status_text=STORING,
        since=effects.clock(),
        checks=identity.checks,
        purged_at=known.purged_at if known else None,
        revision=known.revision if known else 0,
    )


def _awake(known: Connection, effects: Effects) -> Connection:
    """An uninstalled connection holds no tenant, so it must claim one before the key is stored."""
    if known.installed:
        return known
    paused = ConnectionStatus.PAUSED
    return replace(known, status=paused, status_text=STORING, since=effects.clock())


def _shown(fields: Mapping[str, str], secret_fields: frozenset[str]) -> dict[str, str]:
    return {
        name: MASK + _last_characters(value) if name in secret_fields else value
        for name, value in fields.items()
    }


def _last_characters(secret: str) -> str:
    """The last four, where they are no more than half of it."""
    return secret[-4:] if len(secret) >= LONG_ENOUGH else ""
