"""What every PSA on the list offers to the install screen."""

import pytest

from psa_sync.connectors.environment import ConnectorEnvironment
from psa_sync.connectors.http import HttpPolicy
from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.errors import CredentialsError, TransientError
from tests.builders import NOW


@pytest.mark.parametrize("spec", CONNECTORS.values(), ids=lambda spec: str(spec.app))
def test_the_form_explains_each_field_and_takes_no_other(spec):
    assert spec.app == spec.app.lower()
    assert spec.form["type"] == "object"
    assert spec.form["additionalProperties"] is False
    assert spec.form["title"] == spec.name
    fields = spec.form["properties"]
    hidden = {name for name, field in fields.items() if field.get("format") == "password"}
    assert hidden == spec.secret_fields
    assert set(spec.form["required"]) <= set(fields)
    assert spec.secret_fields
    assert spec.secret_fields <= set(fields)
    for field in fields.values():
        assert field["type"] == "string"
        assert field["title"]
        assert field["description"].endswith(".")


@pytest.mark.parametrize("spec", CONNECTORS.values(), ids=lambda spec: str(spec.app))
def test_senseless_fields_are_refused_without_a_call(spec):
    nowhere = ConnectorEnvironment(
        policy=HttpPolicy(allowed_hosts=()), defaults={}, autotask_zone_urls=(), clock=lambda: NOW
    )
    for value in ("", "https://[", "na", "a b"):
        credentials = dict.fromkeys(spec.form["properties"], value)
        with pytest.raises((CredentialsError, TransientError)):
            spec.connect(credentials, None, nowhere).identify()


def test_the_list_is_keyed_by_the_names_of_the_apps():
    assert CONNECTORS
    assert all(app == spec.app for app, spec in CONNECTORS.items())
