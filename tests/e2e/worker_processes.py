"""The processes in which the emulator runs the functions of one stack."""

import os
import signal
import subprocess
from dataclasses import dataclass

from local.environments import StateFolder


@dataclass(frozen=True)
class WorkerProcesses:
    """The processes of one stack's functions; another stack's are never touched."""

    stack_name: str
    state: StateFolder

    def of(self, function: str) -> set[int]:
        """The ids of those that run a function; one that has ended and is not collected is none.

        They are children of the emulator, whose id is in the stack's own list, and the folder of
        their code is named after the function.
        """
        leaders = set(map(int, self.state.process_ids.read_text().split()))
        mark = f"ministack-lambda-{self.stack_name}-{function}-"
        command = ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rows = [line.split(maxsplit=2) for line in listed.splitlines()]
        return {
            int(row[0])
            for row in rows
            if len(row) == 3 and int(row[1]) in leaders and mark in row[2]
        }

    def kill(self, function: str) -> set[int]:
        """Kill all that run a function, at once and without a warning; give which."""
        killed = self.of(function)
        for process_id in killed:
            os.kill(process_id, signal.SIGKILL)
        return killed
