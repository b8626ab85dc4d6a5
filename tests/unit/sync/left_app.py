"""An app with two people in it, one of whom has left, that was uninstalled."""

from dataclasses import replace
from datetime import timedelta

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.settings import Preferences
from psa_sync.domain.webhook import ConnectionHooks
from psa_sync.ports import AppDescription, FactSheet
from psa_sync.sync.connect_app import connect_app
from psa_sync.sync.deauthenticate_user import deauthenticate_user
from psa_sync.sync.prepare_hooks import secrets_of
from psa_sync.sync.purge_app import BETWEEN_THE_LOOKS, PURGED, purge_app
from psa_sync.sync.schedule_purges import schedule_purges
from psa_sync.sync.uninstall_app import uninstall_app
from tests.builders import (
    ACCOUNT,
    AUTOTASK,
    CONNECTWISE,
    NOW,
    USER,
    a_connection,
    a_link,
    a_psa_user,
    a_work_item,
    an_entry,
    an_event,
    an_id,
)
from tests.unit.sync.scene import Scene

MARIA = "user-keller"
APP = AppDescription(app=CONNECTWISE, name="ConnectWise", form={}, secret_fields=frozenset({"key"}))
KEY = {"key": "canary-of-a-key"}
KEEP = timedelta(days=30)


class Catalogue:
    """One app, and the PSA behind it."""

    def __init__(self, scene):
        self.scene = scene

    def describe(self):
        return [APP]

    def open(self, _app, _credentials):
        return self.scene.psa


class Left:
    """An app with two people, one of whom has left it, that was uninstalled."""

    def __init__(self):
        self.scene = Scene()
        self.world = self.scene.world
        self.effects = self.scene.effects
        self._lives()
        self.kept = self._of_others()
        self._uninstalls()
        self.scene.psa.calls.clear()

    def _lives(self):
        scene, world = self.scene, self.world
        for number in (1, 2, 3):
            scene.books(number)
        scene.deliver()
        scene.deletes(2)
        scene.deliver()
        maria = a_psa_user(id="155", user_name="MKeller")
        world.connections.link(a_link(user_id=MARIA, psa_user=maria))
        world.connections.save_preferences(ACCOUNT, CONNECTWISE, MARIA, Preferences())
        world.work_items.put(
            ACCOUNT, MARIA, [a_work_item(), a_work_item(id="connectwise:ticket:7")]
        )
        world.entries.save(an_entry(id=an_id(4), user_id=MARIA, psa_id="777"), events=[an_event()])
        deauthenticate_user(ACCOUNT, CONNECTWISE, MARIA, effects=self.effects)
        sheet = FactSheet(b"facts", NOW)
        world.rule_facts.put_tenant(ACCOUNT, CONNECTWISE, sheet)
        world.rule_facts.put_people(ACCOUNT, CONNECTWISE, {"154": sheet})
        scene.pull()

    def _of_others(self):
        """The same person's entry in another app, and another account's in the same app."""
        world = self.world
        world.connections.save(a_connection(app=AUTOTASK, tenant="autotask/1"))
        world.connections.link(a_link(app=AUTOTASK))
        world.work_items.put(ACCOUNT, USER, [a_work_item(id="autotask:ticket:1", app=AUTOTASK)])
        world.connections.save(a_connection(account="other", tenant="na/other"))
        world.connections.link(a_link(account="other"))
        world.work_items.put("other", USER, [a_work_item()])
        return [
            world.entries.save(an_entry(id=an_id(5), app=AUTOTASK, psa_id="1")),
            world.entries.save(an_entry(id=an_id(1), account="other", psa_id="90341")),
        ]

    def _uninstalls(self):
        hooks = ConnectionHooks(account=ACCOUNT, app=CONNECTWISE, token="t", url="https://x/t")
        self.world.hooks.save(hooks)
        for place in (CONNECTWISE, secrets_of(CONNECTWISE)):
            self.world.credentials.put(ACCOUNT, place, KEY)
        uninstall_app(
            ACCOUNT,
            CONNECTWISE,
            remove_hooks=lambda _: (),
            credentials=self.world.credentials,
            effects=self.effects,
        )
        # As if that had been killed before its end.
        self.world.credentials.put(ACCOUNT, CONNECTWISE, KEY)

    def passes(self, time):
        self.world.clock.advance(time.total_seconds())
        return self

    def asks(self):
        """The daily schedule comes by."""
        return schedule_purges(
            belongings=self.world.belongings,
            queue=self.world.queue,
            clock=self.world.clock,
            keep=KEEP,
        )

    def works(self, job, effects=None):
        purge_app(
            job,
            belongings=self.world.belongings,
            credentials=self.world.credentials,
            effects=effects or self.effects,
        )

    def is_worked_off(self):
        """All messages are delivered, delayed ones too; returns how many there were."""
        delivered = 0
        while jobs := self.world.queue.take_pulled():
            for job in jobs:
                self.passes(BETWEEN_THE_LOOKS).works(job)
                delivered += 1
                assert delivered < 200, "it never ends"
        return delivered

    def installs(self, tenant="na.myconnectwise.net/alpine"):
        self.scene.psa.identity = replace(self.scene.psa.identity, tenant=tenant)
        return connect_app(
            ACCOUNT,
            APP,
            KEY,
            catalogue=Catalogue(self.scene),
            credentials=self.world.credentials,
            effects=self.effects,
        ).connection

    def all_is_gone(self):
        world = self.world
        users = (USER, MARIA)
        assert [one for one in world.entries.all() if one not in self.kept] == []
        assert not any(world.entries.history(ACCOUNT, an_id(n)) for n in (1, 2, 3, 4))
        assert world.entries.entry_ids_of_rows(ACCOUNT, CONNECTWISE, ["90341", "777"]) == {}
        items = [list(world.work_items.of_user(ACCOUNT, one, CONNECTWISE)) for one in users]
        assert items == [[], []]
        assert world.connections.links(ACCOUNT, CONNECTWISE) == []
        assert world.belongings.members(ACCOUNT, CONNECTWISE) == []
        assert world.rule_facts.read(ACCOUNT, CONNECTWISE, "154") == (None, None)
        assert world.hooks.of(ACCOUNT, CONNECTWISE) is None
        cursor = world.cursors.read(ACCOUNT, CONNECTWISE)
        assert (cursor.position, cursor.finished_at) == (None, None)
        for place in (CONNECTWISE, secrets_of(CONNECTWISE)):
            assert world.credentials.get(ACCOUNT, place) is None
        connection = self.scene.connection
        assert (connection.status, connection.status_text) == (ConnectionStatus.REMOVED, PURGED)
        assert (connection.emptied, connection.tenant) == (True, "")
        return True

    def others_have_all(self):
        world = self.world
        assert all(world.entries.get(one.account, one.id) == one for one in self.kept)
        assert len(list(world.work_items.of_user(ACCOUNT, USER, AUTOTASK))) == 1
        assert len(list(world.work_items.of_user("other", USER, CONNECTWISE))) == 1
        assert world.connections.link_of("other", CONNECTWISE, USER) is not None
        assert world.entries.entry_ids_of_rows("other", CONNECTWISE, ["90341"]) != {}
        return True
