"""Run a simulator: as a process of its own, or in a thread beside a test."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ssl import SSLContext

HOST = "127.0.0.1"
SHUTDOWN_SECONDS = 0.2
"""How long a stopping server waits for calls that a fault holds back."""


def serve(app: web.Application, port: int) -> None:
    """Serve on loopback until SIGTERM or SIGINT; print `{"port": N}` once listening.

    Args:
        app: the simulator.
        port: 0 for a free one.

    Raises:
        OSError: the port is taken.
    """
    asyncio.run(_serve_until_signal(app, port))


@contextmanager
def running(app: web.Application, tls: SSLContext | None = None) -> Iterator[str]:
    """Serve in a background thread on a free port; give the base URL without a trailing slash.

    Args:
        app: the simulator.
        tls: serve over TLS with this, for clients that know nothing else.
    """
    loop, stop, ready = asyncio.new_event_loop(), asyncio.Event(), Event()
    ports: list[int] = []

    async def serve_until_stopped() -> None:
        try:
            runner = await _started(app, 0, ports, tls)
        finally:
            ready.set()
        await stop.wait()
        await runner.cleanup()
        await _end_the_rest()
        if tls is not None:
            # Connections that were just closed by the other side still have to say goodbye.
            await asyncio.sleep(SHUTDOWN_SECONDS)

    thread = Thread(target=lambda: loop.run_until_complete(serve_until_stopped()), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield f"{'https' if tls else 'http'}://{HOST}:{ports[0]}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


async def _started(
    app: web.Application, port: int, ports: list[int], tls: SSLContext | None = None
) -> web.AppRunner:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, HOST, port, ssl_context=tls).start()
    ports.append(runner.addresses[0][1])
    return runner


async def _end_the_rest() -> None:
    """End handlers that outlived their server, e.g. one that waited when its caller had gone."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


async def _serve_until_signal(app: web.Application, port: int) -> None:
    stop, ports = asyncio.Event(), list[int]()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    runner = await _started(app, port, ports)
    sys.stdout.write(json.dumps({"port": ports[0]}) + "\n")
    sys.stdout.flush()
    await stop.wait()
    await runner.cleanup()
