"""Run the whole product on this machine: `make run`."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import time
from typing import TYPE_CHECKING, NoReturn

from local import journey
from local.display import Display
from local.environments import StateFolder
from local.failures import StackError
from local.running_stack import PREFERRED_PORTS, RunningStack, running_stack

if TYPE_CHECKING:
    from types import FrameType

WATCH_SECONDS = 0.5


def main() -> int:
    """Start, run the journey once, stay up until Ctrl-C; give the exit status."""
    parser = argparse.ArgumentParser(description="Run the whole product on this machine.")
    parser.add_argument("--once", action="store_true", help="end after the journey")
    parser.add_argument("--no-journey", action="store_true", help="only start and stay up")
    arguments = parser.parse_args()
    display, state = Display(), StateFolder.named()
    _end_in_order_when_told()
    _log_to(state)
    try:
        with running_stack(display=display, preferred_ports=PREFERRED_PORTS) as stack:
            went_well = arguments.no_journey or journey.run(stack.info)
            stack.info.save(state.stack_file)
            try:
                if not arguments.once:
                    _stay_up(stack, state, display)
            finally:
                state.stack_file.unlink(missing_ok=True)
                _finish_undisturbed()
        return 0 if went_well else 1
    except StackError as error:
        display.complain(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        display.say("\nThe local stack has ended.")
        return 0 if not arguments.once else 1


def _stay_up(stack: RunningStack, state: StateFolder, display: Display) -> None:
    display.say(f"\nReady after {display.elapsed():.1f} s.")
    display.say(f"  Portal      {stack.info.portal_url}")
    display.say(f"  API         {stack.info.api_url}")
    for app, simulator in stack.info.simulators.items():
        display.say(f"  {app:<12}{simulator.api_url}")
    display.say(f"  Tokens, addresses, credentials: {state.stack_file}")
    display.say(f"  Logs: {state.logs}")
    display.say("Ctrl-C ends everything.")
    while True:
        stack.check()
        time.sleep(WATCH_SECONDS)


def _end_in_order_when_told() -> None:
    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        _finish_undisturbed()
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def _finish_undisturbed() -> None:
    """Let a second Ctrl-C not interrupt the clean-up, which takes a few seconds at most."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _log_to(state: StateFolder) -> None:
    state.logs.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        filename=state.logs / "stack.log",
        filemode="w",
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    # Every call of the start-up would be a line; the emulator's own log has them.
    logging.getLogger("botocore").setLevel(logging.WARNING)


if __name__ == "__main__":
    sys.exit(main())
