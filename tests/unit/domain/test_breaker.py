from psa_sync.domain.breaker import (
    CLOSED,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    OPENS_AFTER,
    SECOND,
    SUSPECT_AFTER,
    TRY_WAIT,
    closed_for,
    failed,
    let_go,
    tries,
)

START = 1_000 * SECOND


def after(failures, breaker=CLOSED, now=START):
    for _ in range(failures):
        breaker = failed(breaker, now)
    return breaker


def test_it_opens_after_failures_in_a_row():
    almost = after(OPENS_AFTER - 1)
    assert closed_for(almost, "one", START) is None
    opened = failed(almost, START)
    assert closed_for(opened, "one", START) == START + FIRST_PAUSE
    assert closed_for(opened, "one", START + FIRST_PAUSE - 1) == START + FIRST_PAUSE


def test_a_psa_that_begins_to_fail_is_suspect():
    assert not after(SUSPECT_AFTER - 1).is_suspect
    assert after(SUSPECT_AFTER).is_suspect


def test_it_is_suspect_since_the_failure_that_was_one_too_many():
    assert after(SUSPECT_AFTER - 1).suspect_since == 0
    suspect = after(SUSPECT_AFTER)
    for number in range(1, OPENS_AFTER + 1):
        suspect = failed(suspect, START + number * LONGEST_PAUSE)
        assert suspect.suspect_since == START
    assert suspect.opened > 1


def test_after_the_pause_one_tries_and_the_others_wait_for_the_answer():
    later = START + FIRST_PAUSE
    tried = tries(after(OPENS_AFTER), "one", later + 60 * SECOND)
    assert closed_for(tried, "one", later) is None
    assert closed_for(tried, "another", later) == later + TRY_WAIT
    assert closed_for(tried, "another", later + 59 * SECOND) == later + 60 * SECOND
    assert closed_for(tried, "another", later + 60 * SECOND) is None


def test_who_tried_and_left_lets_another_try():
    later = START + FIRST_PAUSE
    tried = tries(after(OPENS_AFTER), "one", later + 60 * SECOND)
    assert let_go(tried, "another") is tried
    assert closed_for(let_go(tried, "one"), "another", later) is None


def test_nobody_needs_to_try_while_it_is_closed():
    assert tries(CLOSED, "one", START) is CLOSED


def test_each_try_in_vain_doubles_the_pause_up_to_five_minutes():
    breaker, now, pauses = after(OPENS_AFTER), START, []
    for _ in range(6):
        now = breaker.open_until
        breaker = failed(breaker, now)
        pauses.append((breaker.open_until - now) // SECOND)
    assert pauses == [60, 120, 240, 300, 300, 300]
    assert LONGEST_PAUSE == 300 * SECOND


def test_calls_that_were_under_way_when_it_opened_prolong_nothing():
    opened = after(OPENS_AFTER)
    again = after(3, opened, START + SECOND)
    assert (again.open_until, again.opened) == (opened.open_until, 1)
    assert again.failures == OPENS_AFTER + 3


def test_a_deployment_may_choose_shorter_pauses():
    breaker = CLOSED
    for _ in range(OPENS_AFTER):
        breaker = failed(breaker, START, 8 * SECOND)
    assert breaker.open_until == START + 8 * SECOND
