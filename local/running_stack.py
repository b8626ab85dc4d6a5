"""Bring the local stack up, hand it over, and end everything again, whatever happens between."""

from __future__ import annotations

import fcntl
import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.build import ensure_built, ensure_packaged
from local.demo_account import demo_tokens
from local.deploy import create_stack
from local.display import Display
from local.environments import StateFolder, require_environments
from local.failures import StackError
from local.fixups import Fixups
from local.function_logs import FunctionLogs
from local.portal_login import FIRST_PAGE, register_portal
from local.ports import HOST, choose_ports, exposed_listeners
from local.processes import Processes, end_leftovers
from local.role_fixups import apply_role_fixups
from local.schedules import Schedules, schedules_of
from local.scratch import discard
from local.seed import seed
from local.services import PARAMETERS, Services, start_services
from local.simulated_psas import SIMULATED_PSAS
from local.stack_file import StackInfo, TokenIssuerAccess
from local.warm_up import warm_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.deploy import Deployment

STACK_NAME = "psa-sync"
PREFERRED_PORTS = {
    "emulator": 4566,
    **{app: psa.port for app, psa in SIMULATED_PSAS.items()},
    "token-issuer": 4573,
    "schedules": 4574,
}
FREE_PORTS = dict.fromkeys(PREFERRED_PORTS, 0)


@dataclass(frozen=True)
class RunningStack:
    """A stack that is up: what others need to use it, and the processes behind it."""

    info: StackInfo
    processes: Processes

    def check(self) -> None:
        """Notice a process that died.

        Raises:
            StackError: with the end of its log.
        """
        self.processes.check()


@contextmanager
def running_stack(
    name: str = "",
    *,
    display: Display | None = None,
    preferred_ports: Mapping[str, int] = FREE_PORTS,
    ticking: bool = True,
) -> Iterator[RunningStack]:
    """Run a stack with a seeded demo account while the block runs.

    Args:
        name: state folder inside .local; empty for the one of `make run`. Stacks of different
            names run side by side.
        display: where the steps are shown; by default nowhere but on the terminal.
        preferred_ports: by service, see `PREFERRED_PORTS`; 0 or a taken one: any free one.
        ticking: whether the schedules also run by themselves, every few seconds.

    Raises:
        StackError: the stack cannot start; the message says why, and what to do.
    """
    display = display or Display()
    require_environments()
    state = StateFolder.named(name)
    with ExitStack() as ending:
        ending.enter_context(_claimed(state, display))
        ending.callback(discard, state.scratch)
        processes = ending.enter_context(Processes(state.logs, state.process_ids))
        ports = _chosen_ports(preferred_ports, display)
        services, deployment = _deployed(processes, ports, state, display)
        with display.step("Apply what the emulator drops, compare with template.yaml"):
            Fixups(deployment, services.aws).apply()
            apply_role_fixups(deployment, services.aws)
        logs = FunctionLogs(deployment, services.aws, state.logs / "functions.log")
        logs.start()
        ending.callback(logs.stop)
        with display.step("Call every function once"):
            warm_up(deployment, services.aws)
        intervals = {
            "pull": PARAMETERS.pull_seconds,
            "reconcile": PARAMETERS.reconcile_seconds,
            "sweep": PARAMETERS.sweep_seconds,
            "webhooks": PARAMETERS.webhook_seconds,
        }
        schedules = Schedules(
            schedules_of(deployment),
            intervals if ticking else {},
            services.aws,
            ports["schedules"],
        )
        schedules.start()
        ending.callback(schedules.stop)
        stack = RunningStack(_info(services, deployment, schedules), processes)
        _refuse_exposed_listeners(processes)
        register_portal(stack.info)
        with display.step("Demo account, connected to both PSAs"), _cause_first(stack):
            seed(stack.info, display.say)
        with _cause_first(stack):
            yield stack


def _deployed(
    processes: Processes, ports: Mapping[str, int], state: StateFolder, display: Display
) -> tuple[Services, Deployment]:
    services, wait_for_services = start_services(processes, ports, state.scratch)
    with display.step("sam build, unless nothing has changed"):
        build = ensure_built(processes)
    with display.step("Emulator, PSA simulators, token issuer"):
        wait_for_services()
    with display.step("sam package"):
        ensure_packaged(build, processes, services.aws)
    with display.step("Deploy template.yaml"):
        parameters = services.template_parameters(
            os.environ.get("LOCAL_PSA_HOSTS", ""), os.environ.get("AUTOTASK_ZONE_URL", "")
        )
        return services, create_stack(build, services.aws, STACK_NAME, parameters)


def _info(services: Services, deployment: Deployment, schedules: Schedules) -> StackInfo:
    api_id = deployment.physical_ids["HttpApi"]
    api_url = f"{services.aws.endpoint_url}/_aws/execute-api/{api_id}/$default"
    return StackInfo(
        # The address with the API in the path needs no DNS, unlike <id>.execute-api.localhost.
        api_url=api_url,
        portal_url=f"{api_url}/portal/{FIRST_PAGE}",
        stack_name=deployment.name,
        aws=services.aws,
        tokens=demo_tokens(services.issuer_url),
        token_issuer=TokenIssuerAccess(services.issuer_url),
        simulators=services.simulators,
        schedules=dict(schedules.urls()),
        parameters=PARAMETERS,
    )


@contextmanager
def _claimed(state: StateFolder, display: Display) -> Iterator[None]:
    """Hold the state folder alone, and clear away what a run that died has left in it."""
    state.path.mkdir(parents=True, exist_ok=True)
    with state.lock.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = (
                f"A local stack is already running in {state.path}. "
                "End it with Ctrl-C where it runs, or use it: its addresses are in stack.json."
            )
            raise StackError(message) from None
        if end_leftovers(state.process_ids) or state.stack_file.exists():
            display.say("  Cleared away what an earlier run left behind.")
        state.stack_file.unlink(missing_ok=True)
        discard(state.scratch)
        yield


@contextmanager
def _cause_first(stack: RunningStack) -> Iterator[None]:
    """When something fails because a process died, say that the process died."""
    try:
        yield
    except Exception:
        stack.check()
        raise


def _chosen_ports(preferred: Mapping[str, int], display: Display) -> dict[str, int]:
    chosen = choose_ports(dict(preferred))
    for service, port in preferred.items():
        if port and chosen[service] != port:
            display.say(f"  Port {port} is taken: {service} uses {HOST}:{chosen[service]}.")
    return chosen


def _refuse_exposed_listeners(processes: Processes) -> None:
    ours = {process.popen.pid for process in processes.running} | {os.getpid()}
    if exposed := exposed_listeners(ours):
        message = f"A process of the local stack listens beyond loopback: {', '.join(exposed)}."
        raise StackError(message)
