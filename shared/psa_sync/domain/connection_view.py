"""A connection as people see it: its state, by what its last calls say, and one sentence for it."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from psa_sync.domain.breaker import FIRST_PAUSE, LONGEST_PAUSE, Breaker
from psa_sync.domain.budget import Budget, instant_of, micros
from psa_sync.domain.connection import Connection, ConnectionStatus

SENTENCES: Final[dict[ConnectionStatus, str]] = {
    ConnectionStatus.ACTIVE: "The PSA answers, and entries are kept in step.",
    ConnectionStatus.RATE_LIMITED: "The PSA asked us to slow down; calls go on at {until} UTC, and"
    " nothing is lost.",
    ConnectionStatus.PSA_DOWN: "The PSA does not answer; it is tried again at {until} UTC, and what"
    " waits is sent as soon as it does.",
    ConnectionStatus.AUTH_FAILED: "The PSA refuses the connection's API key.",
    ConnectionStatus.PERMISSION_LOST: "The connection's API user lacks a right that is needed.",
    ConnectionStatus.PAUSED: "The connection is paused.",
    ConnectionStatus.REMOVED: "The app is uninstalled.",
}
"""Said where nothing better is known, as the PSA's own words."""


def as_seen(connection: Connection, budget: Budget, now: datetime) -> Connection:
    """The connection with the state that its calls prove, for people alone; it is never stored.

    Nothing is written when a PSA falls silent or comes back but the budget, which every process
    minds anyway: a breaker that is open is a PSA that is down, and the silence that the PSA asked
    for is a limit.
    """
    if connection.status is not ConnectionStatus.ACTIVE:
        return replace(connection, status_text=connection.status_text or _sentence(connection))
    moment = micros(now)
    open_ones = [one for one in (budget.push, budget.pull) if not one.is_closed]
    if open_ones:
        since = min(map(_open_since, open_ones))
        until = max(one.open_until for one in open_ones)
        return _in_state(connection, ConnectionStatus.PSA_DOWN, since, max(until, moment))
    if moment < budget.quiet_until:
        since = min(budget.as_of, moment)
        return _in_state(connection, ConnectionStatus.RATE_LIMITED, since, budget.quiet_until)
    missing = [check.message for check in connection.checks if check.status == "fail"]
    if missing:
        # What can be done without that right goes on: only people are told.
        lost = ConnectionStatus.PERMISSION_LOST
        return replace(connection, status=lost, status_text=f"{SENTENCES[lost]} {missing[0]}")
    return replace(connection, status_text=_sentence(connection))


def _sentence(connection: Connection) -> str:
    return SENTENCES[connection.status]


def _in_state(
    connection: Connection, status: ConnectionStatus, since: int, until: int
) -> Connection:
    text = SENTENCES[status].format(until=f"{instant_of(until):%H:%M:%S}")
    return replace(connection, status=status, status_text=text, since=instant_of(since))


def _open_since(breaker: Breaker) -> int:
    """When it opened first, at the latest: each opening lasted its pause at least."""
    pauses = (min(FIRST_PAUSE << number, LONGEST_PAUSE) for number in range(breaker.opened))
    return breaker.open_until - sum(pauses)
