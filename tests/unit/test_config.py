from datetime import timedelta

import pytest

from psa_sync.config import VARIABLES, SettingsError, read_settings

WHOLE = {
    "TABLE_NAME": "entries",
    "QUEUE_PREFIX": "psa-sync",
    "SECRET_PREFIX": "psa-sync",
    "PSA_HOSTS": "*.myconnectwise.net, api.example.com,",
    "AUTOTASK_ZONE_URLS": "https://webservices.autotask.net/atservicesrest",
    "CONNECTWISE_CLIENT_ID": "client",
    "AUTOTASK_INTEGRATION_CODE": "code",
    "SETTLE_SECONDS": "300",
    "PSA_TIMEOUT_SECONDS": "20",
    "RETRY_FLOOR_SECONDS": "5",
    "RETRY_CEILING_SECONDS": "600",
    "HOURLY_CEILINGS": "autotask=3000, connectwise=20000",
    "BACKFILL_DAYS": "30",
    "KEEP_UNINSTALLED_DAYS": "31",
    "FEED_OVERLAP_SECONDS": "0",
    "PUBLIC_URL": " https://{domainName} ",
    "JWT_ISSUER": "https://login.example",
    "JWT_AUDIENCE": "psa-sync",
    "PORTAL_CLIENT_ID": "portal",
}


def test_settings_are_read_in_their_own_units():
    settings = read_settings(WHOLE)
    assert settings.table_name == "entries"
    assert settings.psa_hosts == ("*.myconnectwise.net", "api.example.com")
    assert settings.autotask_zone_urls == ("https://webservices.autotask.net/atservicesrest",)
    assert settings.connector_defaults == {
        "connectwise_client_id": "client",
        "autotask_integration_code": "code",
    }
    assert (settings.settle, settings.psa_timeout) == (timedelta(minutes=5), timedelta(seconds=20))
    assert (settings.backfill_days, settings.feed_overlap) == (30, timedelta(0))
    assert settings.keep_uninstalled == timedelta(days=31)
    assert settings.hourly_ceilings["autotask"] == 3000
    assert settings.hourly_ceilings["connectwise"] == 20_000
    assert settings.public_url == "https://{domainName}"
    assert (settings.jwt_issuer, settings.jwt_audience) == ("https://login.example", "psa-sync")
    assert settings.portal_client_id == "portal"


def test_a_process_reads_its_own_environment(monkeypatch):
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    assert read_settings() == read_settings(WHOLE)


def test_every_variable_that_is_read_is_named():
    assert set(WHOLE) == set(VARIABLES)


def test_all_missing_variables_are_named_at_once():
    some = {name: value for name, value in WHOLE.items() if not name.startswith("RETRY")}
    with pytest.raises(SettingsError, match="RETRY_FLOOR_SECONDS, RETRY_CEILING_SECONDS"):
        read_settings(some)


@pytest.mark.parametrize("name", [name for name in WHOLE if name.endswith(("SECONDS", "DAYS"))])
@pytest.mark.parametrize("value", ["", "soon", "-1", "1.5"])
def test_what_must_be_a_whole_number_is_named(name, value):
    with pytest.raises(SettingsError, match=name):
        read_settings(WHOLE | {name: value})


def test_no_list_is_an_empty_list():
    assert read_settings(WHOLE | {"PSA_HOSTS": " , "}).psa_hosts == ()


@pytest.mark.parametrize("settle", ["19", "20"])
def test_a_settle_wait_that_no_call_can_end_within_is_refused(settle):
    with pytest.raises(SettingsError, match="longer than PSA_TIMEOUT_SECONDS"):
        read_settings(WHOLE | {"SETTLE_SECONDS": settle})
