"""Check a connection again: what the stored key may do now, at an admin's word."""

from collections.abc import Mapping
from dataclasses import replace

from psa_sync.domain.connection import Check, Connection, ConnectionStatus, PsaName
from psa_sync.domain.errors import CredentialsError, StaleError
from psa_sync.domain.permission import Feature, features_of
from psa_sync.ports import AppCatalogue, Credentials, Identity
from psa_sync.sync.effects import Effects
from psa_sync.sync.installed_connection import installed_connection
from psa_sync.sync.key_refused import key_refused
from psa_sync.sync.refusal import RefusedError

NOT_STORED = "The connection's API key is not stored any more."
RELEASED = frozenset({ConnectionStatus.AUTH_FAILED, ConnectionStatus.PERMISSION_LOST})
"""What a check that passes ends; whatever else holds a connection up has other reasons."""
_TRIES = 4


def check_connection(
    account: str,
    app: PsaName,
    *,
    catalogue: AppCatalogue,
    credentials: Credentials,
    effects: Effects,
    webhooks: bool = True,
) -> tuple[Check, ...]:
    """Try the stored key once, keep what was found, and let the connection go on if all is well.

    A refused key stops the connection as a worker's call would. Nobody else tries a key that was
    refused, since failed logins lock accounts: this one try is a person's decision.

    Args:
        account: Whose connection.
        app: Which one.
        catalogue: Opens the app's PSA.
        credentials: Where its key is kept.
        effects: The ports.
        webhooks: As in `connect_app`.

    Raises:
        RefusedError: `app_not_installed`; `psa_tenant_differs`; `busy` where others keep writing
            the connection, or gave it another key or state meanwhile.
        TransientError: The PSA or our own store did not answer; nothing was changed.
    """
    tried = installed_connection(account, app, effects)
    features = features_of(tried.settings, webhooks=webhooks)
    found = _tried(tried, catalogue, credentials.get(account, app), features)
    if isinstance(found, Identity) and found.tenant != tried.tenant:
        raise RefusedError("psa_tenant_differs", detail=tried.tenant)
    for _ in range(_TRIES):
        known = installed_connection(account, app, effects)
        if (known.since, known.shown_credentials) != (tried.since, tried.shown_credentials):
            break  # the verdict is about a state that is over
        after = _after(known, found, effects)
        try:
            return effects.connections.save(after).checks
        except StaleError:
            continue
    raise RefusedError("busy")


def _tried(
    connection: Connection,
    catalogue: AppCatalogue,
    key: Mapping[str, str] | None,
    features: frozenset[Feature],
) -> Identity | str:
    """What the PSA says to the key, or why it refuses it."""
    if key is None:
        return NOT_STORED
    try:
        return catalogue.open(connection.app, key).identify(features)
    except CredentialsError as error:
        return error.reason


def _after(known: Connection, found: Identity | str, effects: Effects) -> Connection:
    if isinstance(found, str):
        return _stopped(replace(known, checks=(key_refused(found),)), found, effects)
    checked = replace(known.known_as(found.own_id), endpoint=found.endpoint, checks=found.checks)
    passed = all(check.status != "fail" for check in found.checks)
    if not passed or known.status not in RELEASED:
        return checked
    active = ConnectionStatus.ACTIVE
    return replace(checked, status=active, status_text="", since=effects.clock())


def _stopped(known: Connection, reason: str, effects: Effects) -> Connection:
    if not known.status.sends:
        return known
    failed = ConnectionStatus.AUTH_FAILED
    return replace(known, status=failed, status_text=reason, since=effects.clock())
