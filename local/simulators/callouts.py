"""Webhooks on their way out: queued per hook, retried as the vendor does, hit by faults."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from yarl import URL

from local.simulators.callout_records import Callout, Delivery, Message, Schedule, is_loopback
from local.simulators.fault_modes import LATE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping

    from aiohttp import web

    from local.simulators.faults import Fault, Faults

KEPT_DELIVERIES = 10_000
NO_ANSWER = 0
"""Status of an attempt without an HTTP answer: refused, cut, or too slow."""

_SUCCESS: Final = range(200, 300)


class Callouts:
    """The webhooks one simulator sends.

    Everything runs on the simulator's own loop: `send` and `forge` are called from its handlers.
    Only loopback addresses are ever called, whatever was registered.
    """

    def __init__(
        self,
        schedule: Schedule,
        faults: Faults,
        *,
        ended: Callable[[Callout, bool], None],
        forged: Callable[[Mapping[str, Any]], Iterable[Callout]],
        pace: float = 1.0,
    ) -> None:
        """Start with none under way.

        Args:
            schedule: time-out and retries of the vendor.
            faults: those with one of `WEBHOOK_MODES` hit callouts; their path is the topic.
            ended: told of each genuine callout that was delivered (True) or given up (False).
            forged: makes wrongly signed callouts for every active hook, from a fault's params.
            pace: what the pauses between attempts are multiplied with; time-outs stay.
        """
        self._schedule = schedule
        self._faults = faults
        self._ended = ended
        self._forged = forged
        self._pace = pace
        self._deliveries: deque[Delivery] = deque(maxlen=KEPT_DELIVERIES)
        self._queues: defaultdict[str, deque[Delivery]] = defaultdict(deque)
        self._held: dict[str, tuple[Delivery, asyncio.TimerHandle]] = {}
        self._working: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    def send(self, callout: Callout) -> None:
        """Put a callout into its hook's queue, unless a fault loses, doubles or holds it."""
        delivery = self._noted(callout)
        if not is_loopback(callout.url):
            delivery.outcome = "not_loopback"
        elif self._hit(callout, "drop_webhooks"):
            delivery.outcome = "dropped"
        else:
            self._in_turn(delivery)
            if self._hit(callout, "duplicate_webhooks"):
                self._queue(self._noted(callout))

    def forge(self, fault: Fault) -> None:
        """Send wrongly signed callouts now: one try each, unless the address is not loopback."""
        for callout in self._forged(fault.params):
            fault.hits += 1
            delivery = self._noted(callout)
            if is_loopback(callout.url):
                self._queue(delivery)
            else:
                delivery.outcome = "not_loopback"

    def discard(self, hook: str) -> None:
        """Forget what waits for a hook; what is on the wire goes on."""
        self._queues[hook].clear()
        if hook in self._held:
            self._held.pop(hook)[1].cancel()

    def shown(self) -> list[dict[str, Any]]:
        """List the last callouts as `{at, hook, topic, url, genuine, outcome, attempts}`."""
        return [delivery.shown() for delivery in self._deliveries]

    def forget(self) -> None:
        """Stop and forget all callouts, and the list of them."""
        for hook in list(self._queues):
            self.discard(hook)
        for _, timer in self._held.values():
            timer.cancel()
        self._held.clear()
        for task in self._tasks:
            task.cancel()
        self._working.clear()
        self._deliveries.clear()

    async def close(self, _: web.Application) -> None:
        """Stop for good; an application calls it when it shuts down."""
        self.forget()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _noted(self, callout: Callout) -> Delivery:
        delivery = Delivery(callout, datetime.now(UTC))
        self._deliveries.append(delivery)
        return delivery

    def _hit(self, callout: Callout, mode: str) -> Fault | None:
        path = f"/{callout.topic}"
        return self._faults.due("POST", path, path, (mode,))

    def _in_turn(self, delivery: Delivery) -> None:
        """Queue a callout, and behind it the one that was held back to be overtaken."""
        hook = delivery.callout.hook
        if hook in self._held:
            held, timer = self._held.pop(hook)
            timer.cancel()
            self._queue(delivery)
            self._queue(held)
        elif fault := self._hit(delivery.callout, "reorder_webhooks"):
            seconds = float(fault.params.get("seconds", LATE_SECONDS))
            timer = asyncio.get_running_loop().call_later(seconds, self._let_go, hook)
            self._held[hook] = delivery, timer
        else:
            self._queue(delivery)

    def _let_go(self, hook: str) -> None:
        self._queue(self._held.pop(hook)[0])

    def _queue(self, delivery: Delivery) -> None:
        hook = delivery.callout.hook
        self._queues[hook].append(delivery)
        if hook not in self._working:
            self._working.add(hook)
            self._start(self._work(hook))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, hook: str) -> None:
        """Make the first attempts of a hook one after the other."""
        queue = self._queues[hook]
        while queue:
            delivery = queue.popleft()
            if await self._finished(delivery):
                continue
            if self._schedule.in_order:
                await self._retry(delivery)
            else:
                self._start(self._retry(delivery))
        self._working.discard(hook)

    async def _retry(self, delivery: Delivery) -> None:
        finished = False
        while not finished:
            pause = self._schedule.pauses[len(delivery.attempts) - 1]
            await asyncio.sleep(pause * self._pace)
            finished = await self._finished(delivery)

    async def _finished(self, delivery: Delivery) -> bool:
        """Make one attempt; say whether it was the last one."""
        callout, number = delivery.callout, len(delivery.attempts) + 1
        at, begin = datetime.now(UTC), perf_counter()
        status = await self._post(callout.url, callout.compose(number))
        delivery.attempted(at, status, (perf_counter() - begin) * 1000)
        last = number > len(self._schedule.pauses) or not callout.genuine
        if status not in _SUCCESS and not last and self._schedule.retries(status):
            return False
        delivery.outcome = "delivered" if status in _SUCCESS else "failed"
        if callout.genuine:
            self._ended(callout, status in _SUCCESS)
        return True

    async def _post(self, url: str, message: Message) -> int:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=self._schedule.timeout_seconds)
            self._session = aiohttp.ClientSession(timeout=timeout)
        try:
            async with self._session.post(
                URL(url, encoded=True),
                data=message.body,
                headers={"Content-Type": "application/json; charset=utf-8", **message.headers},
                allow_redirects=False,
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return NO_ANSWER
