"""The processes that stand in for AWS, the two PSAs and Memtime's identity provider."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import urllib3

from local import token_issuer
from local.emulator import start_emulator
from local.environments import RUNTIME, clean_environment
from local.ports import HOST
from local.simulated_psas import SIMULATED_PSAS
from local.stack_file import AwsAccess, Parameters, Simulator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from local.processes import Process, Processes

START_TIMEOUT_SECONDS = 30.0
PARAMETERS = Parameters(
    settle_seconds=8, pull_seconds=5, sweep_seconds=2, reconcile_seconds=20, webhook_seconds=60
)
PORTAL_CLIENT_ID = "psa-sync-portal"
NEVER = "rate(30 days)"
"""The shortest interval of EventBridge is a minute, so local/schedules.py takes its place."""


@dataclass(frozen=True)
class Services:
    """What runs beside the deployed stack, and where."""

    aws: AwsAccess
    issuer_url: str
    simulators: dict[str, Simulator]

    def template_parameters(self, extra_hosts: str, extra_zone_url: str) -> dict[str, str]:
        """Values for the parameters of template.yaml: this machine, and seconds for minutes.

        Args:
            extra_hosts: further hosts that may be called as a PSA, comma separated, may be empty.
            extra_zone_url: a further place to look up an Autotask zone, or empty.
        """
        hosts = [_authority(one.api_url) for one in self.simulators.values()]
        zone_urls = [one.zone_url for one in self.simulators.values() if one.zone_url]
        return {
            "PythonRuntime": RUNTIME,
            "Architecture": "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64",
            "JwtIssuer": self.issuer_url,
            "JwtAudience": token_issuer.AUDIENCE,
            "PortalClientId": PORTAL_CLIENT_ID,
            "PullSchedule": NEVER,
            "ReconcileSchedule": NEVER,
            "SweepSchedule": NEVER,
            "WebhookSchedule": NEVER,
            "PublicUrl": f"{self.aws.endpoint_url}/_aws/execute-api/{{apiId}}/$default",
            # Every worker is a process of 60 MB here, and a laptop has few cores.
            "PushConcurrency": "3",
            "PullConcurrency": "2",
            "SettleSeconds": str(PARAMETERS.settle_seconds),
            "PsaTimeoutSeconds": "3",
            "RetryFloorSeconds": "1",
            "RetryCeilingSeconds": "8",
            # Where seconds stand for minutes, a PSA gets as many calls in a minute as in an hour.
            "AutotaskHourlyCeiling": "240000",
            "ConnectWiseHourlyCeiling": "1800000",
            "BackfillDays": "14",
            "FeedOverlapSeconds": "15",
            "PsaHosts": ",".join(filter(None, [*hosts, extra_hosts])),
            "AutotaskZoneUrls": ",".join(filter(None, [*zone_urls, extra_zone_url])),
            "DeletionProtection": "false",
        }


def start_services(
    processes: Processes, ports: Mapping[str, int], scratch: Path
) -> tuple[Services, Callable[[], None]]:
    """Start all of them, without waiting, so that a build can run meanwhile.

    Returns:
        The services, and a function that waits until all answer; it raises StackError when one
        ends first or takes too long.
    """
    aws, wait_for_emulator = start_emulator(processes, ports["emulator"], scratch)
    issuer = _start_server(processes, "token-issuer", "local.token_issuer", ports["token-issuer"])
    simulators = {
        app: _start_server(processes, app, f"local.simulators.{app}", ports[app], *psa.arguments)
        for app, psa in SIMULATED_PSAS.items()
    }
    services = Services(
        aws=aws,
        issuer_url=f"http://{HOST}:{ports['token-issuer']}",
        simulators={app: psa.at(ports[app]) for app, psa in SIMULATED_PSAS.items()},
    )

    def wait() -> None:
        for process in (issuer, *simulators.values()):
            processes.announced_port(process, START_TIMEOUT_SECONDS)
        wait_for_emulator()

    return services, wait


def _start_server(processes: Processes, name: str, module: str, port: int, *more: str) -> Process:
    command = [sys.executable, "-m", module, "--port", str(port), *more]
    return processes.start(name, command, clean_environment())


def _authority(url: str) -> str:
    return str(urllib3.util.parse_url(url).netloc)
