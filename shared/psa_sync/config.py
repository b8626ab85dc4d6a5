"""The deployment's settings, read from the environment once; nobody else reads it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

VARIABLES: Final = (
    "TABLE_NAME",
    "QUEUE_PREFIX",
    "SECRET_PREFIX",
    "PSA_HOSTS",
    "AUTOTASK_ZONE_URLS",
    "CONNECTWISE_CLIENT_ID",
    "AUTOTASK_INTEGRATION_CODE",
    "SETTLE_SECONDS",
    "PSA_TIMEOUT_SECONDS",
    "RETRY_FLOOR_SECONDS",
    "RETRY_CEILING_SECONDS",
    "HOURLY_CEILINGS",
    "BACKFILL_DAYS",
    "KEEP_UNINSTALLED_DAYS",
    "FEED_OVERLAP_SECONDS",
    "PUBLIC_URL",
    "JWT_ISSUER",
    "JWT_AUDIENCE",
    "PORTAL_CLIENT_ID",
)
"""Every variable that is read here; the template sets them all."""


class SettingsError(Exception):
    """A variable is missing or makes no sense; the deployment is broken, an operator must look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the template's parameters chose.

    Attributes:
        psa_hosts: Hosts that may be called, exact or with a leading `*.`.
        public_url: Where PSAs reach the API, see the template; empty where they cannot.
        portal_client_id: The portal's name at the issuer of the users' tokens.
        hourly_ceilings: The most calls that one customer's PSA gets from us in any hour, by app;
            the connector's own figure for those not named.
        connector_defaults: Credentials of the service itself, by the connector's own names.
    """

    table_name: str
    queue_prefix: str
    secret_prefix: str
    psa_hosts: tuple[str, ...]
    autotask_zone_urls: tuple[str, ...]
    connector_defaults: Mapping[str, str]
    settle: timedelta
    psa_timeout: timedelta
    retry_floor: timedelta
    retry_ceiling: timedelta
    hourly_ceilings: Mapping[str, int]
    backfill_days: int
    keep_uninstalled: timedelta
    feed_overlap: timedelta
    public_url: str
    jwt_issuer: str
    jwt_audience: str
    portal_client_id: str


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of this process.

    Raises:
        SettingsError: Naming every variable that is missing, or the one that makes no sense.
    """
    found = os.environ if environment is None else environment
    missing = [name for name in VARIABLES if name not in found]
    if missing:
        message = f"missing environment variables: {', '.join(missing)}"
        raise SettingsError(message)
    chosen = Settings(
        table_name=found["TABLE_NAME"],
        queue_prefix=found["QUEUE_PREFIX"],
        secret_prefix=found["SECRET_PREFIX"],
        psa_hosts=_words(found["PSA_HOSTS"]),
        autotask_zone_urls=_words(found["AUTOTASK_ZONE_URLS"]),
        connector_defaults={
            "connectwise_client_id": found["CONNECTWISE_CLIENT_ID"],
            "autotask_integration_code": found["AUTOTASK_INTEGRATION_CODE"],
        },
        settle=_seconds(found, "SETTLE_SECONDS"),
        psa_timeout=_seconds(found, "PSA_TIMEOUT_SECONDS"),
        retry_floor=_seconds(found, "RETRY_FLOOR_SECONDS"),
        retry_ceiling=_seconds(found, "RETRY_CEILING_SECONDS"),
        hourly_ceilings=_figures(found, "HOURLY_CEILINGS"),
        backfill_days=_whole(found, "BACKFILL_DAYS"),
        keep_uninstalled=timedelta(days=_whole(found, "KEEP_UNINSTALLED_DAYS")),
        feed_overlap=_seconds(found, "FEED_OVERLAP_SECONDS"),
        public_url=found["PUBLIC_URL"].strip(),
        jwt_issuer=found["JWT_ISSUER"],
        jwt_audience=found["JWT_AUDIENCE"],
        portal_client_id=found["PORTAL_CLIENT_ID"],
    )
    if chosen.settle <= chosen.psa_timeout:
        # A create that may end after the resolver has looked is never sent, so nothing would be.
        message = "SETTLE_SECONDS must be longer than PSA_TIMEOUT_SECONDS"
        raise SettingsError(message)
    return chosen


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _figures(found: Mapping[str, str], name: str) -> dict[str, int]:
    """Read `app=number` pairs."""
    pairs = (word.partition("=") for word in _words(found[name]))
    return {app.strip(): _whole({app: figure.strip()}, app) for app, _, figure in pairs}


def _seconds(found: Mapping[str, str], name: str) -> timedelta:
    return timedelta(seconds=_whole(found, name))


def _whole(found: Mapping[str, str], name: str) -> int:
    try:
        value = int(found[name])
    except ValueError:
        value = -1
    if value < 0:
        message = f"{name} must be a whole number, not negative"
        raise SettingsError(message)
    return value
