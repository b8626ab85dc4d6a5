"""Start a function as Lambda does, run one event, and say what was loaded: a process of its own.

Usage: cold_start.py MODULE EVENT-AS-JSON; prints `{modules, readers, response}`.
"""

import importlib
import json
import os
import sys
from typing import Any

# Named in this way because nothing is read from it here: a watcher is put in front of it.
ENVIRONMENT: Any = type(vars(os)["environ"])
readers: set[str] = set()


class Context:
    """The Lambda context, without anything of the tests' own imports."""

    function_name = "cold"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-central-1:111122223333:function:cold"
    aws_request_id = "52fdfc07-2182-454f-963f-5f0f9a621d72"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def watch_environment() -> None:
    """Note which module asks for a variable."""
    original = ENVIRONMENT.__getitem__

    def noted(self: Any, name: str) -> Any:
        frame: Any = sys._getframe(1)
        while frame.f_globals.get("__name__") in {"os", "collections.abc", "_collections_abc"}:
            frame = frame.f_back
        readers.add(frame.f_globals.get("__name__", "?"))
        return original(self, name)

    ENVIRONMENT.__getitem__ = noted


def main() -> None:
    """Import, note what that read, run the event."""
    watch_environment()
    handler = importlib.import_module(sys.argv[1]).lambda_handler
    at_import = sorted(readers)
    sys.stdout, log = sys.stderr, sys.stdout
    response = handler(json.loads(sys.argv[2]), Context())
    log.write(
        "\n"
        + json.dumps({"modules": sorted(sys.modules), "readers": at_import, "response": response})
        + "\n"
    )


if __name__ == "__main__":
    main()
