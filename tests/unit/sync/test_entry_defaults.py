"""Choices that an entry leaves open: the connection's settings fill them in at the PSA alone."""

from dataclasses import replace
from typing import Any

import pytest

from psa_sync.domain.content import Billable
from psa_sync.domain.entry import SyncState
from psa_sync.domain.settings import ConnectionSettings, EntryDefaults
from psa_sync.sync.draft_of import draft_of
from tests.builders import a_content, a_marker, a_psa_user
from tests.unit.sync.scene import Scene

OPEN: dict[str, Any] = {"billable": Billable.DEFAULT, "work_type_id": None, "work_role_id": None}
DEFAULTS = EntryDefaults(billable=Billable.NO_CHARGE, work_type_id="9", work_role_id="4")


def drafted(content, defaults=DEFAULTS):
    settings = ConnectionSettings(defaults=defaults)
    return draft_of(content, a_psa_user(), a_marker(), settings)


def test_what_is_left_open_is_filled_in_and_the_role_is_only_a_wish():
    draft = drafted(a_content(**OPEN))
    assert (draft.content.billable, draft.content.work_type_id) == (Billable.NO_CHARGE, "9")
    assert (draft.content.work_role_id, draft.usual_role_id) == (None, "4")


def test_what_the_entry_chose_goes_before_the_settings():
    chosen = a_content(billable=Billable.DO_NOT_BILL, work_type_id="2", work_role_id="7")
    assert drafted(chosen).content == chosen


def test_without_settings_all_is_left_to_the_psa():
    left = a_content(**OPEN)
    assert drafted(left, EntryDefaults()).content == left
    assert drafted(left, EntryDefaults()).usual_role_id is None


@pytest.fixture
def configured(scene: Scene) -> Scene:
    settings = replace(scene.connection.settings, defaults=DEFAULTS)
    scene.world.connections.save(replace(scene.connection, settings=settings))
    return scene


def test_the_psa_gets_the_settings_choice_and_memtime_keeps_it_open(configured: Scene):
    configured.books(**OPEN)
    configured.deliver()
    stored = configured.row().content
    assert (stored.billable, stored.work_type_id) == (Billable.NO_CHARGE, "9")
    entry = configured.entry()
    assert (entry.local.billable, entry.local.work_type_id) == (Billable.DEFAULT, None)
    assert configured.state() is SyncState.SYNCED
    assert configured.problem() is None
    writes = configured.psa.calls["create"], configured.psa.calls["update"]
    configured.pull()
    assert (configured.psa.calls["create"], configured.psa.calls["update"]) == writes
