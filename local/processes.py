"""Start, watch and end the processes of the local stack, each with a log file of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from local.environments import CHECKOUT
from local.failures import StackError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

GRACE_SECONDS = 2.0
"""How long a process may take to end after SIGTERM; nothing that they hold outlives the stack."""

LOG_LINES_SHOWN = 15


@dataclass(frozen=True)
class Process:
    """One started process, leader of its own process group."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path

    def failure(self, what: str) -> StackError:
        """An error that shows the end of the log and where the rest is."""
        lines = self.log.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        shown = "\n".join(f"    {line}" for line in lines) or "    (it wrote nothing)"
        return StackError(f"{self.name} {what}.\n{shown}\n  Its whole log: {self.log}")


@dataclass
class Processes:
    """The processes of one stack; leaving the context ends them all, whatever happened."""

    logs: Path
    process_ids: Path
    running: list[Process] = field(default_factory=list)

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(
        self, name: str, command: Sequence[str | Path], environment: Mapping[str, str]
    ) -> Process:
        """Start a command in a process group of its own; its output goes to `<name>.log`.

        Its own group keeps a Ctrl-C of the terminal away from it: it is ended in order, by us.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        with log.open("wb") as output:
            popen = subprocess.Popen(
                [str(word) for word in command],
                cwd=CHECKOUT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process = Process(name, popen, log)
        self.running.append(process)
        with self.process_ids.open("a") as record:
            record.write(f"{popen.pid}\n")
        return process

    def finish(self, process: Process, timeout: float) -> None:
        """Wait until a process that ends by itself has ended.

        Raises:
            StackError: it failed, or it takes too long.
        """
        try:
            status = process.popen.wait(timeout)
        except subprocess.TimeoutExpired:
            raise process.failure(f"did not finish within {timeout:.0f} s") from None
        self.running.remove(process)
        if status:
            raise process.failure(f"failed (exit status {status})")

    def wait_until(self, process: Process, ready: Callable[[], bool], timeout: float) -> None:
        """Poll until `ready`.

        Raises:
            StackError: the process ended first, or is not ready in time.
        """
        deadline = time.monotonic() + timeout
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise process.failure(f"is not ready after {timeout:.0f} s")
            time.sleep(0.02)

    def announced_port(self, process: Process, timeout: float) -> int:
        """The port in the line `{"port": N}` that our own servers print once they listen."""
        ports: list[int] = []

        def announced() -> bool:
            for line in process.log.read_text(errors="replace").splitlines():
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    ports.append(int(json.loads(line)["port"]))
            return bool(ports)

        self.wait_until(process, announced, timeout)
        return ports[0]

    def check(self) -> None:
        """Notice a process that died.

        Raises:
            StackError: with the end of its log.
        """
        for process in self.running:
            status = process.popen.poll()
            if status is not None:
                raise process.failure(f"has ended by itself (exit status {status})")

    def stop(self) -> None:
        """End all, last started first: SIGTERM to each group, SIGKILL to what is left."""
        ending, self.running = self.running[::-1], []
        for process in ending:
            signal_group(process.popen.pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in ending:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.popen.wait(max(0.0, deadline - time.monotonic()))
        for process in ending:
            # The group may outlive its leader: what a server started ends with it.
            signal_group(process.popen.pid, signal.SIGKILL)
            process.popen.wait()
        self.process_ids.unlink(missing_ok=True)


def end_leftovers(process_ids: Path, proc: Path = Path("/proc")) -> int:
    """End what a run that died without clean-up has left running; give how many groups.

    An id may belong to somebody else by now, so only processes that work in this checkout are
    touched; where the system cannot tell (no /proc), none.
    """
    if not process_ids.exists():
        return 0
    ended = 0
    for process_id in map(int, process_ids.read_text().split()):
        with contextlib.suppress(OSError):
            if (proc / str(process_id) / "cwd").readlink() == CHECKOUT:
                signal_group(process_id, signal.SIGKILL)
                ended += 1
    process_ids.unlink()
    return ended


def signal_group(leader: int, number: signal.Signals) -> None:
    """Send a signal to a process group, which may have ended already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)
