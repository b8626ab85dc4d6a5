"""A queue as a model: one line, or SQS's fair delivery as far as it is documented."""

from collections import Counter, deque
from dataclasses import dataclass
from typing import Final

NOISY_SHARE: Final = 0.1
NOISY_LEAST: Final = 30
"""A tenant above both is noisy (SQS developer guide, fair queues, in detail)."""


@dataclass(frozen=True)
class Job:
    """One entry of a tenant to be sent."""

    tenant: str
    made_at: float
    attempt: int = 0


class Line:
    """A queue: one line, or a line per tenant from which quiet tenants are served first."""

    def __init__(self, *, fair: bool) -> None:
        self._fair = fair
        self._waiting: dict[str, deque[Job]] = {}
        self._order: deque[str] = deque()
        self.in_flight: Counter[str] = Counter()

    def add(self, job: Job) -> None:
        """A message arrives."""
        name = job.tenant if self._fair else ""
        if name not in self._waiting:
            self._waiting[name] = deque()
            self._order.append(name)
        self._waiting[name].append(job)

    def take(self) -> Job | None:
        """The next message, None where none waits."""
        some = [name for name in self._order if self._waiting[name]]
        if not some:
            return None
        name = next((one for one in some if not self._is_noisy(one)), some[0])
        self._order.remove(name)
        self._order.append(name)
        job = self._waiting[name].popleft()
        self.in_flight[job.tenant] += 1
        return job

    def _is_noisy(self, tenant: str) -> bool:
        """Many in flight, or many waiting while others wait too: both count with SQS."""
        if not self._fair:
            return False
        total = sum(self.in_flight.values()) or 1
        backlog = len(self._waiting[tenant])
        return self.in_flight[tenant] > NOISY_SHARE * total and backlog >= NOISY_LEAST
