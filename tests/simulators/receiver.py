"""A receiving server for webhooks, on a free port of its own."""

import asyncio
from collections import deque
from contextlib import contextmanager

from aiohttp import web

from local.simulators.server import running
from tests.simulators.notebook import until


class Receiver:
    """Keeps what arrived as (query, headers, raw body); answers as told, then 204."""

    def __init__(self):
        self.url = ""
        self.arrived = []
        self.answers: deque[int | None] = deque()
        self.delays: deque[float] = deque()

    async def take(self, request):
        self.arrived.append((request.query, request.headers, await request.read()))
        if self.delays:
            await asyncio.sleep(self.delays.popleft())
        status = self.answers.popleft() if self.answers else 204
        if status is None:
            request.transport.abort()
        return web.Response(status=status or 500, headers={"Location": "/elsewhere"})

    def bodies(self, count):
        """Wait for so many, and give them all."""
        until(lambda: len(self.arrived) >= count)
        return [body for _, _, body in self.arrived]


@contextmanager
def receiving():
    receiver, app = Receiver(), web.Application()
    app.router.add_post("/hook", receiver.take)
    with running(app) as url:
        receiver.url = f"{url}/hook"
        yield receiver
