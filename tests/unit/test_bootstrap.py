import logging
from dataclasses import dataclass
from datetime import timedelta

import pytest

from psa_sync import bootstrap
from psa_sync.config import SettingsError
from psa_sync.connectors.registry import CONNECTORS
from psa_sync.invocation import at_the_end
from tests.unit.test_config import WHOLE


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    bootstrap.forget()
    yield
    bootstrap.forget()


@dataclass
class Context:
    """A Lambda context with so much time left."""

    milliseconds: int

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds


def test_nothing_is_read_before_it_is_needed(monkeypatch):
    monkeypatch.delenv("TABLE_NAME")
    assert len(bootstrap.catalogue().describe()) == len(CONNECTORS)
    with pytest.raises(SettingsError, match="TABLE_NAME"):
        bootstrap.settings()


def test_settings_are_read_once_until_forgotten(monkeypatch):
    first = bootstrap.settings()
    monkeypatch.setenv("TABLE_NAME", "another")
    assert bootstrap.settings() is first
    bootstrap.forget()
    assert bootstrap.settings().table_name == "another"


def test_an_invocation_knows_how_much_time_it_has():
    assert bootstrap.remaining() == bootstrap.OUTSIDE_AN_INVOCATION
    with bootstrap.invocation(Context(30_000)):
        left = bootstrap.remaining()
        assert timedelta(seconds=20) < left <= timedelta(seconds=30)
    assert bootstrap.remaining() == bootstrap.OUTSIDE_AN_INVOCATION


def test_an_invocation_that_fails_leaves_no_deadline_behind():
    with pytest.raises(ValueError, match="bug"), bootstrap.invocation(Context(1)):
        raise ValueError("bug")
    assert bootstrap.remaining() == bootstrap.OUTSIDE_AN_INVOCATION


def test_what_fails_at_the_end_of_an_invocation_does_not_undo_the_work(caplog):
    ended = []

    def fails():
        raise ValueError("a bug in the metrics")

    at_the_end(fails, lambda: ended.append("told"))
    try:
        with bootstrap.invocation(Context(30_000)):
            pass
    finally:
        at_the_end()
    assert ended == ["told"]
    assert "an invocation's ending failed" in caplog.text


def test_all_apps_can_be_installed_and_hide_their_secrets():
    apps = {app.app: app for app in bootstrap.catalogue().describe()}
    assert apps.keys() == CONNECTORS.keys()
    for app in apps.values():
        properties = app.form["properties"]
        assert isinstance(properties, dict)
        assert app.secret_fields <= set(properties)
        assert app.secret_fields


def test_what_the_engine_logs_goes_to_the_processs_log():
    bootstrap.logger()
    assert logging.getLogger("psa_sync").handlers


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"account": "a"}'])
def test_messages_that_are_none_of_ours_are_refused(body):
    with pytest.raises(ValueError, match=r"."):
        bootstrap.push_job(body)
    with pytest.raises(ValueError, match=r"."):
        bootstrap.pull_job(body)
