from dataclasses import replace

import pytest

from psa_sync.domain.connection import ConnectionStatus
from psa_sync.domain.errors import CredentialsError, InDoubtError, StaleError, TransientError
from psa_sync.domain.jobs import PullKind
from psa_sync.domain.webhook import HookReport, HookState
from psa_sync.sync.keep_hooks import keep_hooks
from psa_sync.sync.prepare_hooks import prepare_hooks, secrets_of
from psa_sync.sync.read_problems import troubles_of
from psa_sync.sync.remove_hooks import remove_hooks
from tests.builders import ACCOUNT, CONNECTWISE, a_pull_job
from tests.fakes.psa_hooks import FakePsaHooks
from tests.unit.sync.scene import Scene

JOB = a_pull_job(kind=PullKind.WEBHOOKS)
SOUND = HookReport(sound=("time",))


class Installed:
    """A connection whose hooks were prepared."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.world, self.effects = self.scene.world, self.scene.effects
        self.psa = FakePsaHooks(SOUND)

    def prepares(self, base="https://sync.example/", names=()):
        prepare_hooks(
            self.scene.connection,
            base,
            names,
            hooks=self.world.hooks,
            credentials=self.world.credentials,
            effects=self.effects,
        )
        return self

    def looks(self, job=JOB):
        keep_hooks(job, **self._ports())
        return self.scene.connection

    def leaves(self):
        connection = self.world.connections.get(ACCOUNT, CONNECTWISE)
        assert connection is not None
        ports = self._ports()
        ports.pop("effects")
        return remove_hooks(connection, **ports)

    def _ports(self):
        return {
            "hooks": self.world.hooks,
            "open_hooks": lambda _connection: self.psa,
            "credentials": self.world.credentials,
            "effects": self.effects,
        }

    @property
    def hooks(self):
        return self.world.hooks.of(ACCOUNT, CONNECTWISE)

    @property
    def asked(self):
        return [(job.kind, job.attempt) for job in self.world.queue.take_pulled()]


@pytest.fixture
def installed():
    return Installed().prepares()


def test_an_install_asks_for_hooks_at_an_address_of_its_own(installed):
    assert (
        installed.hooks.url == f"https://sync.example/webhooks/connectwise/{installed.hooks.token}"
    )
    assert installed.asked == [(PullKind.WEBHOOKS, 0)]


def test_a_second_install_keeps_address_and_secrets():
    installed = Installed().prepares(names=("ticket", "company"))
    secrets = installed.world.credentials.get(ACCOUNT, secrets_of(CONNECTWISE))
    assert len(set(secrets.values())) == 2
    token = installed.hooks.token
    installed.prepares("https://moved.example", names=("ticket", "company"))
    assert installed.hooks.token == token
    assert installed.hooks.url.startswith("https://moved.example/")
    assert installed.world.credentials.get(ACCOUNT, secrets_of(CONNECTWISE)) == secrets
    installed.looks()
    assert installed.psa.targets[0].secrets == secrets


def test_hooks_whose_secrets_are_lost_are_shown_and_not_armed():
    installed = Installed().prepares(names=("ticket",))
    installed.psa.secret_names = ("ticket", "company")
    noted = installed.looks()
    assert (noted.hook_state, noted.hook_problem.code) == (HookState.REFUSED, "webhook_refused")
    assert "check the connection" in noted.hook_problem.message
    assert installed.psa.targets == []


def test_where_psas_cannot_reach_us_there_are_no_hooks():
    installed = Installed().prepares(base="")
    assert installed.hooks is None
    assert installed.asked == []
    assert installed.looks().hook_state is HookState.NONE
    assert installed.leaves() == ()


def test_hooks_that_are_as_wanted_cost_nothing_more(installed):
    installed.world.queue.take_pulled()
    connection = installed.looks()
    assert (connection.hook_state, connection.hook_problem) == (HookState.LISTENING, None)
    assert installed.looks().revision == connection.revision
    assert installed.asked == []


@pytest.mark.parametrize("outcome", ["made", "rearmed", "repaired"])
def test_what_was_missed_meanwhile_is_polled_for_at_once(installed, outcome):
    installed.world.queue.take_pulled()
    installed.psa.report = HookReport(**{outcome: ("time",)})
    installed.looks()
    assert installed.asked == [(PullKind.CHANGES, 0)]


def test_a_refusal_is_a_problem_that_keeps_its_beginning_and_ends(installed):
    installed.psa.report = HookReport(refused=("The PSA refuses it.",))
    first = installed.looks().hook_problem
    assert (first.code, first.detail) == ("webhook_refused", "The PSA refuses it.")
    installed.world.clock.advance(3600)
    assert installed.looks().hook_problem == first
    installed.psa.report = SOUND
    assert installed.looks().hook_problem is None


@pytest.mark.parametrize(
    ("by_hook", "by_poll", "state"),
    [
        (0, 19, HookState.LISTENING),
        (0, 20, HookState.SILENT),
        (17, 3, HookState.SILENT),
        (18, 2, HookState.LISTENING),
    ],
)
def test_hooks_are_silent_when_polling_finds_most(installed, by_hook, by_poll, state):
    installed.world.hooks.found(ACCOUNT, CONNECTWISE, by_hook=by_hook, by_poll=by_poll)
    assert installed.looks().hook_state is state
    begun_anew = (installed.hooks.by_hook, installed.hooks.by_poll) == (0, 0)
    assert begun_anew is (by_hook + by_poll >= 20)


def test_silence_lasts_until_changes_show_that_it_is_over(installed):
    installed.world.hooks.found(ACCOUNT, CONNECTWISE, by_poll=20)
    began = installed.looks().hook_problem
    assert began in troubles_of(installed.scene.connection, installed.scene.effects)
    for found in ({}, {"by_hook": 19}):
        installed.world.clock.advance(3600)
        installed.world.hooks.found(ACCOUNT, CONNECTWISE, **found)
        assert installed.looks().hook_state is HookState.SILENT
        assert installed.scene.connection.hook_problem == began
    installed.world.hooks.found(ACCOUNT, CONNECTWISE, by_hook=1)
    heard = installed.looks()
    assert (heard.hook_state, heard.hook_problem) == (HookState.LISTENING, None)


def test_hooks_that_were_mended_are_not_judged_by_what_was_before(installed):
    installed.world.hooks.found(ACCOUNT, CONNECTWISE, by_poll=20)
    assert installed.looks().hook_state is HookState.SILENT
    installed.world.hooks.found(ACCOUNT, CONNECTWISE, by_poll=19)
    installed.psa.report = HookReport(rearmed=("time",))
    assert installed.looks().hook_state is HookState.LISTENING
    assert (installed.hooks.by_hook, installed.hooks.by_poll) == (0, 0)
    installed.psa.report = SOUND
    installed.world.hooks.found(ACCOUNT, CONNECTWISE, by_poll=1)
    assert installed.looks().hook_state is HookState.LISTENING


class Contended:
    """Connections that somebody else writes right before us, so many times."""

    def __init__(self, connections, times):
        self._connections, self._times = connections, times

    def __getattr__(self, name):
        return getattr(self._connections, name)

    def save(self, connection):
        if self._times:
            self._times -= 1
            message = "somebody else was first"
            raise StaleError(message)
        return self._connections.save(connection)


@pytest.mark.parametrize(("times", "state"), [(3, HookState.LISTENING), (4, HookState.NONE)])
def test_what_was_found_is_noted_beside_other_writers_or_by_the_next_look(installed, times, state):
    contended = Contended(installed.world.connections, times)
    installed.effects = replace(installed.effects, connections=contended)
    assert installed.looks().hook_state is state
    assert installed.looks().hook_state is HookState.LISTENING


def test_nothing_is_noted_on_an_app_that_was_uninstalled_meanwhile(installed):
    class Uninstalling(FakePsaHooks):
        def keep(self, target):
            removed = replace(installed.scene.connection, status=ConnectionStatus.REMOVED)
            installed.world.connections.save(removed)
            return super().keep(target)

    installed.psa = Uninstalling(SOUND)
    assert installed.looks().hook_state is HookState.NONE


def test_a_psa_that_tells_nothing_of_entries_cannot_be_silent(installed):
    installed.psa.tells_of_entries = False
    installed.world.hooks.found(ACCOUNT, CONNECTWISE, by_poll=100)
    assert installed.looks().hook_state is HookState.LISTENING


@pytest.mark.parametrize("error", [TransientError("down"), InDoubtError("no answer")])
def test_a_psa_that_does_not_answer_is_asked_again_soon_but_not_for_ever(installed, error):
    installed.world.queue.take_pulled()
    installed.psa.fails = error
    installed.looks()
    assert installed.asked == [(PullKind.WEBHOOKS, 1)]
    installed.looks(replace(JOB, attempt=4))
    assert installed.asked == []


def test_our_own_store_away_brings_the_job_back(installed):
    installed.psa.fails = TransientError("away", code="store_unavailable")
    with pytest.raises(TransientError):
        installed.looks()


def test_a_refused_key_stops_the_connection(installed):
    installed.psa.fails = CredentialsError("The key is refused.")
    assert installed.looks().status is ConnectionStatus.AUTH_FAILED
    installed.psa.fails = None
    installed.looks()
    assert installed.psa.targets == []


def test_an_uninstall_removes_and_forgets(installed):
    token = installed.hooks.token
    installed.psa.left = ("One stays.",)
    assert installed.leaves() == ("One stays.",)
    assert installed.psa.removed == [token]
    assert installed.hooks is None
    installed.looks()
    assert installed.psa.targets == []


def test_an_uninstall_says_so_when_the_psa_does_not_answer(installed):
    token = installed.hooks.token
    installed.psa.fails = TransientError("down")
    (sentence,) = installed.leaves()
    assert token[-6:] in sentence
    assert installed.leaves() == ()


def test_a_key_that_is_refused_is_not_tried_and_the_answer_says_so(installed):
    token = installed.hooks.token
    known = installed.scene.connection
    installed.world.connections.save(replace(known, status=ConnectionStatus.AUTH_FAILED))
    (sentence,) = installed.leaves()
    assert "refuses the key" in sentence
    assert token[-6:] in sentence
    assert installed.psa.removed == []
    assert installed.hooks is None


def test_a_key_that_is_refused_just_then_is_no_reason_to_keep_anything(installed):
    installed.psa.fails = CredentialsError("No.")
    (sentence,) = installed.leaves()
    assert "refuses the key" in sentence
    assert installed.hooks is None
