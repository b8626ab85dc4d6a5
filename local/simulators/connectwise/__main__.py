"""Start the simulated PSA: `python -m local.simulators.connectwise --port 9101`."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime

from local.simulators.connectwise.app import create_app
from local.simulators.server import serve


def main() -> None:
    """Read the port and serve until a signal."""
    parser = ArgumentParser(prog="python -m local.simulators.connectwise", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 for a free one")
    parser.add_argument(
        "--callback-pace", type=float, default=1.0,
        help="what the pauses before retried callbacks are multiplied with",
    )  # fmt: skip
    asked = parser.parse_args()
    app = create_app(lambda: datetime.now(UTC), callback_pace=asked.callback_pace)
    serve(app, asked.port)


if __name__ == "__main__":
    main()
