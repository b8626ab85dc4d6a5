"""Run the Autotask simulator: `python -m local.simulators.autotask --port 0`."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime

from local.simulators.autotask.app import create_app
from local.simulators.autotask.limits import REQUEST_THRESHOLD
from local.simulators.server import serve


def main() -> None:
    """Serve on loopback until stopped; prints `{"port": N}` once listening."""
    parser = ArgumentParser(prog="python -m local.simulators.autotask", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--request-threshold", type=int, default=REQUEST_THRESHOLD, help="an hour")
    asked = parser.parse_args()
    app = create_app(lambda: datetime.now(UTC), request_threshold=asked.request_threshold)
    serve(app, asked.port)


if __name__ == "__main__":
    main()
