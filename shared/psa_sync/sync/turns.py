"""Work that may not call its PSA now: it comes back soon, or waits in the table for its turn."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from psa_sync.domain.entry import Entry
from psa_sync.domain.intents import queued
from psa_sync.domain.jobs import PushJob
from psa_sync.domain.observations import settled
from psa_sync.domain.settings import SyncPolicy
from psa_sync.sync.effects import Effects
from psa_sync.sync.gate import Refusal
from psa_sync.sync.saving import problem_now, save

SOON: Final = timedelta(seconds=30)
SHORTEST: Final = timedelta(seconds=1)
MOST_DELAYS: Final = 3
"""Then it waits in the table: a queue is no place for what cannot be done."""


def wait_for_turn(
    entry: Entry, refusal: Refusal, job: PushJob, policy: SyncPolicy, effects: Effects
) -> None:
    """Put the job off for some seconds, without a write; what takes longer waits in the table."""
    now = effects.clock()
    wait = refusal.until - now
    if wait <= SOON and job.attempt < MOST_DELAYS:
        again = replace(job, attempt=job.attempt + 1)
        effects.queue.push([again], delay=max(wait, SHORTEST))
        return
    waiting = queued(entry, problem_now(refusal.code, effects), refusal.until)
    # Somebody may have taken back meanwhile what the entry would be waiting for.
    kept, events = settled(waiting, policy, now=now)
    save(kept, policy, effects, events)
