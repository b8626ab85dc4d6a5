"""Asked of every connector: its hooks are registered, found again, mended and removed."""

from dataclasses import replace

import pytest

from psa_sync.domain.errors import InDoubtError, TransientError
from tests.contract.hooks import hook_bench


@pytest.fixture
def bench(psa):
    with hook_bench(psa) as bench:
        yield bench


def test_an_install_registers_every_wanted_hook_once(bench):
    hooks = bench.hooks()
    report = hooks.keep(bench.target())
    assert report.made == hooks.names
    assert (report.sound, report.refused, report.listening) == ((), (), len(hooks.names))


def test_a_second_look_finds_them_by_their_token_and_writes_nothing(bench):
    bench.hooks().keep(bench.target())
    before = bench.writes()
    report = bench.hooks().keep(bench.target())
    assert report.sound == bench.hooks().names
    assert bench.writes() == before


def test_hooks_of_others_are_left_alone(bench):
    bench.hooks().keep(bench.target("of-somebody-else"))
    bench.hooks().keep(bench.target())
    assert bench.hooks().remove("t0ken-that-nobody-guesses") == ()
    assert bench.hooks().keep(bench.target("of-somebody-else")).sound == bench.hooks().names


def test_one_that_was_switched_off_is_switched_on_again(bench):
    hooks = bench.hooks()
    hooks.keep(bench.target())
    bench.switch_off("ticket")
    report = bench.hooks().keep(bench.target())
    assert report.rearmed == ("ticket",)
    assert len(report.sound) == len(hooks.names) - 1
    assert bench.hooks().keep(bench.target()).sound == hooks.names


def test_one_that_calls_another_address_is_mended(bench):
    hooks = bench.hooks()
    hooks.keep(bench.target())
    moved = bench.target()
    bench.url += "/moved"
    report = bench.hooks().keep(bench.target())
    assert report.repaired == hooks.names
    assert bench.hooks().keep(moved).repaired == hooks.names


def test_one_that_was_given_another_secret_is_given_the_new_one(bench):
    hooks, target = bench.hooks(), bench.target()
    hooks.keep(target)
    others = {name: secret[::-1] + "x" for name, secret in target.secrets.items()}
    found = hooks.keep(replace(target, secrets=others))
    assert set(found.repaired) == set(hooks.secret_names)
    assert hooks.keep(replace(target, secrets=others)).mended is False


def test_one_that_somebody_removed_is_made_anew(bench):
    bench.hooks().keep(bench.target())
    bench.delete("ticket")
    assert bench.hooks().keep(bench.target()).made == ("ticket",)


def test_an_uninstall_removes_all_of_ours_and_says_nothing_is_left(bench):
    hooks = bench.hooks()
    hooks.keep(bench.target())
    assert hooks.remove(bench.target().token) == ()
    assert hooks.remove(bench.target().token) == ()
    assert bench.registered() == []


def test_a_psa_that_is_down_is_asked_again_later_and_nothing_is_written(bench):
    bench.hooks().keep(bench.target())
    before = bench.writes()
    bench.psa.fault("down", times=None)
    with pytest.raises(TransientError):
        bench.hooks().keep(bench.target())
    assert bench.writes() == before


def test_a_registration_whose_answer_was_lost_is_found_by_the_next_look(bench):
    hooks = bench.hooks()  # the check of the key has been, which tries to register one, too
    bench.psa.fault("commit_then_reset", bench.case.register_call)
    with pytest.raises(InDoubtError):
        hooks.keep(bench.target())
    report = bench.hooks().keep(bench.target())
    assert report.listening == len(bench.hooks().names)
    assert len(bench.registered()) == len(bench.hooks().names)
