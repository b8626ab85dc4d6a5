"""Call every function once: what cannot start is found now, and nobody waits for it later."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from local.environments import CHECKOUT
from local.failures import StackError

if TYPE_CHECKING:
    from pathlib import Path

    from local.deploy import Deployment
    from local.stack_file import AwsAccess

AT_ONCE = 2
"""The emulator unpacks both layers for each; more at once are all slow on few cores."""

TRIES = 3
TIMED_OUT = "Sandbox.Timedout"
"""The first call imports everything within the function's time-out here; AWS gives it its own."""


def warm_up(deployment: Deployment, aws: AwsAccess) -> None:
    """Send each function the first of its payloads in events/.

    Raises:
        StackError: a function failed; the message shows how.
    """
    client = aws.client("lambda")

    def called(function: str, payload: bytes) -> str | None:
        answer = client.invoke(FunctionName=function, Payload=payload)
        body = answer["Payload"].read().decode()
        return body if "FunctionError" in answer else None

    def call(logical_id: str, handler: str) -> None:
        payload = first_payload(handler)
        function, event = deployment.physical_ids[logical_id], payload.read_bytes()
        tries = (called(function, event) for _ in range(TRIES))
        failure = next((one for one in tries if one is None or TIMED_OUT not in one), TIMED_OUT)
        if failure is not None:
            message = f"{logical_id} failed on {payload.relative_to(CHECKOUT)}: {failure}"
            raise StackError(message)

    functions = deployment.resources("AWS::Lambda::Function")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        calls = [pool.submit(call, name, one["Handler"]) for name, one in functions.items()]
        for one in calls:
            one.result()


def first_payload(handler: str) -> Path:
    """The first payload of a function in events/, by file name.

    Args:
        handler: as in the template, `functions.<name>.handler.lambda_handler`.

    Raises:
        StackError: the function has none.
    """
    folder = CHECKOUT / "events" / handler.split(".")[1]
    payloads = sorted(folder.glob("*.json"))
    if not payloads:
        message = f"{folder} holds no payload: every function has at least one there."
        raise StackError(message)
    return payloads[0]
