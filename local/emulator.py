"""The emulator that stands in for AWS: it deploys the real template and runs the real functions."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import urllib3

from local.environments import tool
from local.ports import HOST
from local.stack_file import AwsAccess

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from local.processes import Processes

START_TIMEOUT_SECONDS = 30.0


def start_emulator(
    processes: Processes, port: int, scratch: Path
) -> tuple[AwsAccess, Callable[[], None]]:
    """Start it empty, without waiting.

    Args:
        processes: where it is started, and ended.
        port: to listen on, on loopback.
        scratch: folder for its temporary files, such as the functions' unpacked code.

    Returns:
        Access to it, and a function that waits until it answers; that one raises StackError when
        the emulator ends first or takes too long.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    aws = AwsAccess(endpoint_url=f"http://{HOST}:{port}")
    environment = {
        # The functions inherit this environment, so it holds no more than Lambda's would.
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "TMPDIR": str(scratch),
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "AUTH": "true",  # the roles of template.yaml are enforced
        "IOT_MTLS_ENABLED": "0",  # these two would listen beyond loopback
        "SFTP_ENABLED": "0",
        "AWS_ACCESS_KEY_ID": aws.access_key_id,
        "AWS_SECRET_ACCESS_KEY": aws.secret_access_key,
    }
    process = processes.start("emulator", [tool(".venv-emulator", "ministack")], environment)

    def wait() -> None:
        health = f"{aws.endpoint_url}/_ministack/health"
        processes.wait_until(process, lambda: _answers(health), START_TIMEOUT_SECONDS)

    return aws, wait


def _answers(url: str) -> bool:
    try:
        return bool(urllib3.request("GET", url, retries=False, timeout=1).status == HTTPStatus.OK)
    except urllib3.exceptions.HTTPError:
        return False
