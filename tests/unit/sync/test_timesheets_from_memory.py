from dataclasses import replace
from datetime import timedelta

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.content import group_hashes
from psa_sync.domain.errors import TransientError
from psa_sync.sync.deauthenticate_user import deauthenticate_user
from psa_sync.sync.read_timesheet import read_timesheet
from psa_sync.sync.refusal import RefusedError
from tests.builders import (
    ACCOUNT,
    AUTOTASK,
    CONNECTWISE,
    NOW,
    USER,
    an_entry,
    an_id,
)
from tests.fakes.psa_faults import Fault, not_sent, refuses_the_key
from tests.unit.sync.scene import Scene, in_step
from tests.unit.sync.statements import HIDDEN, TODAY, statement


@pytest.mark.parametrize(
    ("fault", "code"), [(not_sent(), "psa_unreachable"), (HIDDEN, "permission_missing")]
)
def test_a_psa_that_does_not_answer_leaves_what_was_last_seen(fault, code):
    scene = in_step()
    scene.psa.fail("rows_of_days", fault)
    found = statement(scene)
    assert (found.read_at, found.unread) == (None, code)
    assert found.sheet.days[0].psa_seconds == 5400


def test_a_row_that_cannot_be_looked_for_leaves_what_was_last_seen():
    scene = in_step()
    scene.psa.hides = lambda _row: True
    scene.psa.fail("read", not_sent())
    assert statement(scene).unread == "psa_unreachable"


def test_our_own_store_away_is_no_answer_at_all():
    scene = in_step()
    away = TransientError("throttled", code="store_unavailable")
    scene.psa.fail("rows_of_days", Fault(away))
    with pytest.raises(TransientError):
        statement(scene)


def test_without_time_the_psa_is_not_asked():
    scene = in_step()
    scene.time_left = timedelta(seconds=10)
    scene.psa.calls.clear()
    assert statement(scene).unread == "psa_unreachable"
    assert scene.psa.calls == {}


def test_a_refused_key_stops_the_connection_and_is_told():
    scene = in_step()
    scene.psa.fail("rows_of_days", refuses_the_key())
    assert statement(scene).unread == "credentials_refused"
    assert scene.connection.status is ConnectionStatus.AUTH_FAILED
    scene.psa.calls.clear()
    assert statement(scene).unread == "credentials_refused"
    assert scene.psa.calls == {}


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (ConnectionStatus.PAUSED, "connection_paused"),
        (ConnectionStatus.REMOVED, "connection_missing"),
    ],
)
def test_a_connection_that_is_off_is_told(status, code):
    scene = in_step()
    scene.books(2)
    off = replace(scene.connection, status=status)
    scene.world.connections.save(off)
    scene.deliver()
    found = statement(scene)
    assert found.unread == code
    assert [one.cause for one in found.sheet.differences] == [code]


def test_somebody_who_left_still_has_a_statement():
    scene = in_step()
    deauthenticate_user(ACCOUNT, CONNECTWISE, USER, effects=scene.effects)
    scene.entries.save(an_entry(id=an_id(2)))
    scene.push(2)
    found = statement(scene)
    assert (found.person, found.unread) == (None, "user_not_authenticated")
    assert found.time_zone == "America/New_York"
    assert [one.cause for one in found.sheet.differences] == ["user_not_authenticated"]


def test_nobody_has_a_statement_of_an_app_they_never_used():
    scene = Scene()
    with pytest.raises(RefusedError) as refused:
        read_timesheet(ACCOUNT, USER, AUTOTASK, TODAY, TODAY, effects=scene.effects)
    assert refused.value.code == "user_not_authenticated"
    scene.entries.save(an_entry(app=AUTOTASK))
    found = read_timesheet(ACCOUNT, USER, AUTOTASK, TODAY, TODAY, effects=scene.effects)
    assert found.unread == "user_not_authenticated"


def test_what_nobody_can_explain_is_marked(caplog):
    scene = in_step()
    entry = scene.entry()
    longer = replace(entry.local, end=NOW)
    assert entry.base is not None
    agreed = replace(entry.base, local=group_hashes(longer))
    scene.entries.save(replace(entry, local=longer, base=agreed))
    found = statement(scene)
    assert found.sheet.unexplained_seconds == 5400
    assert [one.cause for one in found.sheet.differences] == ["unexplained"]
    assert "a timesheet has unexplained time" in caplog.text
