"""End the silence that a PSA asked for, because a person says that it can be called again."""

from dataclasses import replace
from typing import Final

from psa_sync.domain.budget import micros
from psa_sync.domain.connection import PsaName
from psa_sync.domain.errors import StaleError
from psa_sync.sync.effects import Effects

_TRIES: Final = 4


def end_silence(account: str, app: PsaName, effects: Effects) -> None:
    """Let the next call through; where the PSA still minds, it asks for silence anew.

    Raises:
        TransientError: Our own store is away.
    """
    for _ in range(_TRIES):
        known, now = effects.budgets.read(account, app), micros(effects.clock())
        if known.quiet_until <= now:
            return
        try:
            effects.budgets.save(replace(known, quiet_until=now, turn=min(known.turn, now)))
        except StaleError:
            continue
        return
