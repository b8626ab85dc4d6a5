"""One clock and all fakes together: everything the engine needs from outside but the PSAs."""

from random import Random

from tests.fakes.belongings import FakeBelongings
from tests.fakes.budgets import FakeBudgets
from tests.fakes.change_feed import FakeChangeFeed
from tests.fakes.clock import FakeClock
from tests.fakes.connections import FakeConnections
from tests.fakes.credentials import FakeCredentials
from tests.fakes.cursors import FakeCursors
from tests.fakes.entries import FakeEntries
from tests.fakes.hooks import FakeHooks
from tests.fakes.job_queue import FakeJobQueue
from tests.fakes.progress import FakeProgressBoard
from tests.fakes.readings import FakeMeter, FakeReadings
from tests.fakes.rule_facts import FakeRuleFacts
from tests.fakes.work_items import FakeWorkItems


class FakeWorld:
    """A whole run is a function of the seed.

    Args:
        seed: Of the world's only source of randomness.
    """

    def __init__(self, seed: int = 0) -> None:
        self.random = Random(seed)
        self.clock = FakeClock()
        self.change_feed = FakeChangeFeed(self.clock)
        self.entries = FakeEntries(self.change_feed)
        self.work_items = FakeWorkItems(self.change_feed)
        self.connections = FakeConnections()
        self.rule_facts = FakeRuleFacts()
        self.cursors = FakeCursors()
        self.progress = FakeProgressBoard(self.clock)
        self.queue = FakeJobQueue()
        self.credentials = FakeCredentials()
        self.hooks = FakeHooks()
        self.belongings = FakeBelongings(
            self.connections,
            self.entries,
            self.work_items,
            self.cursors,
            self.rule_facts,
            self.hooks,
        )
        self.budgets = FakeBudgets()
        self.readings = FakeReadings()
        self.meter = FakeMeter()
