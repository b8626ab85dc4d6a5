from base64 import b64decode

import pytest

from psa_sync.connectors.connectwise.auth import Keys, base_url
from psa_sync.domain.errors import CredentialsError

INSTALL = {
    "site": "na",
    "companyId": "acme",
    "publicKey": "pub",
    "privateKey": "pri:vate+ß",
    "clientId": "",
}


@pytest.mark.parametrize(
    ("site", "origin"),
    [
        ("na", "https://api-na.myconnectwise.net"),
        (" EU ", "https://api-eu.myconnectwise.net"),
        ("aus", "https://api-aus.myconnectwise.net"),
        ("za", "https://api-za.myconnectwise.net"),
        ("staging", "https://api-staging.connectwisedev.com"),
        ("staging.connectwisedev.com", "https://api-staging.connectwisedev.com"),
        ("na.myconnectwise.net", "https://api-na.myconnectwise.net"),
        ("api-eu.myconnectwise.net", "https://api-eu.myconnectwise.net"),
        ("https://eu.myconnectwise.net/v4_6_release/x", "https://api-eu.myconnectwise.net"),
        ("sandbox-na.myconnectwise.net", "https://sandbox-na.myconnectwise.net"),
        ("psa.example.com", "https://psa.example.com"),
        ("http://psa.example.com:8443", "https://psa.example.com:8443"),
        ("127.0.0.1:9101", "http://127.0.0.1:9101"),
        ("localhost:9101", "http://localhost:9101"),
        ("[::1]:9101", "http://[::1]:9101"),
    ],
)
def test_a_site_becomes_the_address_of_its_api(site, origin):
    assert base_url(site) == f"{origin}/v4_6_release/apis/3.0"


def test_the_key_pair_and_the_services_own_client_id_go_into_the_headers():
    headers = Keys.of(INSTALL, "service-id").headers()
    assert headers["clientId"] == "service-id"
    scheme, _, token = headers["Authorization"].partition(" ")
    assert (scheme, b64decode(token).decode()) == ("Basic", "acme+pub:pri:vate+ß")


def test_a_client_id_of_ones_own_comes_first():
    assert Keys.of(INSTALL | {"clientId": " mine "}, "service-id").client_id == "mine"


def test_the_same_customer_has_one_name_however_it_is_typed():
    names = {
        Keys.of(INSTALL | {"site": site, "companyId": company}, "x").tenant(base_url(site))
        for site, company in (("na", "acme"), ("na.myconnectwise.net", "ACME"), ("NA ", " acme"))
    }
    assert names == {"api-na.myconnectwise.net/acme"}


def test_printing_the_keys_shows_nothing():
    assert "pri" not in repr(Keys.of(INSTALL, "x"))


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("site", "", "Site"),
        ("companyId", "  ", "Company ID"),
        ("publicKey", "", "Public key"),
        ("privateKey", "a\u200bb", "Private key"),
        ("publicKey", "a b", "Public key"),
        ("clientId", "ä", "Client ID"),
    ],
)
def test_what_cannot_be_valid_is_refused_by_its_field(field, value, named):
    with pytest.raises(CredentialsError, match=named):
        Keys.of(INSTALL | {"clientId": "id", field: value}, "").check_complete()


def test_without_any_client_id_the_field_is_named():
    with pytest.raises(CredentialsError, match=r"Client ID.*operator"):
        Keys.of(INSTALL, "").check_complete()
