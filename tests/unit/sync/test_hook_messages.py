from dataclasses import replace

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.errors import CredentialsError, TransientError
from psa_sync.domain.jobs import PullKind
from psa_sync.domain.webhook import Action, ConnectionHooks, Hint, Subject
from psa_sync.sync.take_message import LARGEST, Doorway, Outcome, take_message
from tests.builders import ACCOUNT, CONNECTWISE, NOW, a_content, a_psa_user, a_pull_job
from tests.fakes.psa_hooks import FakeHookReader
from tests.unit.sync.scene import Scene

TOKEN = "0123456789abcdef" * 2
HOOKS = ConnectionHooks(account=ACCOUNT, app=CONNECTWISE, token=TOKEN, url="https://x")
TIME = Hint(subject=Subject.TIME_ENTRY, action=Action.CHANGED, psa_id="90001")


class Address:
    """The address of a connection's hooks."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.world = self.scene.world
        self.reader = FakeHookReader(TIME)
        self.world.hooks.save(HOOKS)

    def gets(self, body=b"signed", token=TOKEN, app=CONNECTWISE):
        doorway = Doorway(
            hooks=self.world.hooks,
            connections=self.world.connections,
            read_hooks=lambda _connection, _token: self.reader,
            queue=self.world.queue,
            clock=self.world.clock,
        )
        return take_message(app, token, body, {}, doorway=doorway)

    @property
    def jobs(self):
        return [(job.kind, job.hint) for job in self.world.queue.pulled]

    @property
    def received(self):
        kept = self.world.hooks.of(ACCOUNT, CONNECTWISE)
        return kept and kept.last_received_at


@pytest.fixture
def address():
    return Address()


@pytest.mark.parametrize("subject", [Subject.TICKET, Subject.PROJECT, Subject.COMPANY])
def test_a_hint_at_work_is_followed_too(address, subject):
    address.reader.hint = replace(TIME, subject=subject)
    assert address.gets() is Outcome.QUEUED
    assert address.jobs == [(PullKind.HINT, address.reader.hint)]


def test_a_genuine_hint_is_queued_and_its_time_noted(address):
    assert address.gets() is Outcome.QUEUED
    assert address.jobs == [(PullKind.HINT, TIME)]
    assert address.received == NOW.replace(second=0, microsecond=0)


@pytest.mark.parametrize("subject", [Subject.PERSON, Subject.OTHER, None])
def test_what_is_genuine_and_of_no_use_is_dropped_and_noted(address, subject):
    address.reader.hint = subject and replace(TIME, subject=subject)
    assert address.gets() is Outcome.DROPPED
    assert address.jobs == []
    assert address.received is not None


@pytest.mark.parametrize("body", [b"", b"forged", b"Signed"])
def test_what_is_not_genuine_leaves_no_trace(address, body):
    assert address.gets(body) is Outcome.REFUSED
    assert (address.jobs, address.received) == ([], None)


def test_an_unsigned_deactivation_only_makes_us_look(address):
    assert address.gets(b"Deactivated") is Outcome.QUEUED
    assert (address.jobs, address.received) == ([(PullKind.WEBHOOKS, None)], None)


@pytest.mark.parametrize(
    ("token", "app"),
    [(TOKEN[::-1], CONNECTWISE), ("", CONNECTWISE), ("../etc", CONNECTWISE), (TOKEN, "autotask"),
     (TOKEN.upper(), CONNECTWISE), (TOKEN + "0", CONNECTWISE)],
)  # fmt: skip
def test_an_address_that_nobody_has_is_refused(address, token, app):
    assert address.gets(token=token, app=app) is Outcome.REFUSED
    assert address.jobs == []


def test_an_uninstalled_app_takes_no_messages(address):
    connections = address.world.connections
    removed = replace(address.scene.connection, status=ConnectionStatus.REMOVED)
    connections.save(removed)
    assert address.gets() is Outcome.REFUSED


def test_what_is_too_large_is_not_even_looked_at(address):
    assert address.gets(b"signed" + b"x" * LARGEST) is Outcome.TOO_LARGE
    assert address.gets(b"signed".ljust(LARGEST, b"x")) is Outcome.QUEUED


def test_what_cannot_be_queued_or_judged_is_to_come_again(address):
    address.world.queue.away = True
    assert address.gets() is Outcome.LATER
    assert address.received is None
    address.world.queue.away = False
    for error in (TransientError("the key cannot be had"), CredentialsError("no key is stored")):
        address.reader.fails = error
        assert address.gets() is Outcome.LATER
    assert address.jobs == []


# What is done with a hint


def hinted(scene: Scene, psa_id: str | None, **changes) -> None:
    hint = Hint(
        **{"subject": Subject.TIME_ENTRY, "action": Action.CHANGED} | changes, psa_id=psa_id
    )
    scene.pull(a_pull_job(kind=PullKind.HINT, hint=hint))


def test_a_row_that_a_person_changed_is_read_and_taken_in(scene: Scene):
    scene.books()
    scene.deliver()
    scene.psa.person_edits(scene.row().psa_id, notes="by a person")
    hinted(scene, scene.row().psa_id)
    assert scene.entry().local.notes == "by a person"


def test_a_row_that_a_person_made_is_read_and_imported(scene: Scene):
    row = scene.psa.person_books(scene.paul, a_content())
    hinted(scene, row.psa_id, action=Action.ADDED)
    hinted(scene, row.psa_id)
    (entry,) = scene.entries.all()
    assert entry.psa_id == row.psa_id


def test_a_row_of_somebody_who_is_not_with_us_is_left_alone(scene: Scene):
    other = a_psa_user(id="999", user_name="Other")
    scene.psa.has_person(other)
    row = scene.psa.person_books(other, a_content())
    hinted(scene, row.psa_id)
    assert scene.entries.all() == []


def test_a_row_that_is_gone_is_no_delete_but_a_reason_to_compare(scene: Scene):
    scene.books()
    scene.deliver()
    gone = scene.row().psa_id
    scene.psa.person_deletes(gone)
    scene.world.queue.take_pulled()
    hinted(scene, gone, action=Action.DELETED)
    assert scene.entry().deleted_at is None
    hinted(scene, "4711", action=Action.DELETED)


@pytest.mark.parametrize(
    "changes", [{"subject": Subject.PERSON}, {"psa_id": None}, {"subject": Subject.TICKET}]
)
def test_other_hints_read_nothing(scene: Scene, changes):
    hinted(scene, **{"psa_id": "1"} | changes)
    assert scene.entries.all() == []
