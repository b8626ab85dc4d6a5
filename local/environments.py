"""Where the checkout's environments and the local stack's own files are."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from local.failures import StackError

CHECKOUT = Path(__file__).resolve().parent.parent
RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"
"""The Lambda runtime that this interpreter can stand in for."""


@dataclass(frozen=True)
class StateFolder:
    """Everything one running stack writes; two stacks of a checkout have two folders."""

    path: Path

    @classmethod
    def named(cls, name: str = "") -> StateFolder:
        """The folder of `make run`, or with a name the one of a private stack inside it."""
        return cls(CHECKOUT / ".local" / name)

    @property
    def stack_file(self) -> Path:
        """Written when the stack is ready, removed when it ends."""
        return self.path / "stack.json"

    @property
    def logs(self) -> Path:
        """One file per process, and functions.log for what the Lambdas log."""
        return self.path / "logs"

    @property
    def scratch(self) -> Path:
        """The emulator's temporary files."""
        return self.path / "scratch"

    @property
    def lock(self) -> Path:
        """Held by the one process that runs a stack here."""
        return self.path / "lock"

    @property
    def process_ids(self) -> Path:
        """The processes that the run here has started."""
        return self.path / "process-ids"


def tool(environment: str, name: str) -> Path:
    """Path of a command in one of the checkout's environments.

    Raises:
        StackError: the environment is not there.
    """
    path = CHECKOUT / environment / "bin" / name
    if not path.exists():
        message = f"{environment} is missing or has no {name}. Run `make setup`, then try again."
        raise StackError(message)
    return path


def require_environments() -> None:
    """Check what `make setup` installs, so that nothing fails half-way.

    Raises:
        StackError: an environment is missing.
    """
    tool(".venv-emulator", "ministack")
    tool(".venv-sam", "sam")


def clean_environment(**extra: str) -> dict[str, str]:
    """The caller's environment without its AWS settings and proxies, and with `extra`.

    Nothing of the local stack may reach a real AWS account by accident, and loopback needs no
    proxy.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("AWS_") and not name.upper().endswith("_PROXY")
    }
    return kept | extra
