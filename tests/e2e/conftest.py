"""The whole local stack, started once for all stories, and the people who use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from local.api_client import ApiClient
from local.environments import StateFolder
from local.running_stack import running_stack
from local.stack_file import StackInfo
from tests.contract.cases import CASES
from tests.e2e.desk import Desk
from tests.e2e.simulated_psa import SimulatedPsa
from tests.e2e.technician import Technician

NAME = "e2e"


@dataclass(frozen=True)
class LocalStack:
    """A running stack: how to reach it, and where it keeps its files."""

    info: StackInfo
    state: StateFolder

    def api(self, token: str) -> ApiClient:
        return ApiClient(self.info.api_url, token)

    def user(self, sub: str, account: str = "alpine-it", role: str = "member") -> ApiClient:
        """Somebody whom the account has not seen before."""
        email = f"{sub}@alpine-it.example"
        return self.api(self.info.mint_token(sub=sub, account=account, role=role, email=email))


@contextmanager
def _stack_of(config: pytest.Config) -> Iterator[LocalStack]:
    if live := config.getoption("--live-stack"):
        path = Path(live)
        yield LocalStack(StackInfo.load(path), StateFolder(path.resolve().parent))
        return
    # Where stories are told side by side, each teller has a stack of their own.
    worker = getattr(config, "workerinput", {}).get("workerid")
    name = f"{NAME}-{worker}" if worker else NAME
    with running_stack(name) as running:
        yield LocalStack(running.info, StateFolder.named(name))
        running.check()


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Iterator[LocalStack]:
    with _stack_of(request.config) as one:
        yield one


@pytest.fixture(scope="session")
def psas(stack: LocalStack) -> Iterator[dict[str, SimulatedPsa]]:
    began = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with requests.Session() as session:
        session.trust_env = False
        yield {
            case.app: SimulatedPsa(case, stack.info.simulators[case.app], began, session)
            for case in CASES
        }


@pytest.fixture(autouse=True)
def healed(psas: dict[str, SimulatedPsa]) -> Iterator[None]:
    """No test leaves a broken PSA behind."""
    yield
    for one in psas.values():
        one.heals()


@pytest.fixture(params=[case.app for case in CASES])
def psa(request: pytest.FixtureRequest, psas: dict[str, SimulatedPsa]) -> SimulatedPsa:
    return psas[request.param]


@pytest.fixture
def technician(stack: LocalStack, psa: SimulatedPsa) -> Technician:
    member = stack.info.tokens.members[0]
    return Technician(stack.api(member.token), member, psa.app)


@pytest.fixture
def colleague(stack: LocalStack, psa: SimulatedPsa) -> Technician:
    member = stack.info.tokens.members[1]
    return Technician(stack.api(member.token), member, psa.app)


@pytest.fixture(scope="session")
def desks(stack: LocalStack, psas: dict[str, SimulatedPsa]) -> list[Desk]:
    """Both PSAs at once: each story waits for the settle time, and one wait serves both."""
    member = stack.info.tokens.members[0]
    people = {app: Technician(stack.api(member.token), member, app) for app in psas}
    return [Desk(one, psas[app], one.a_ticket()) for app, one in people.items()]


@pytest.fixture
def admin(stack: LocalStack) -> ApiClient:
    return stack.api(stack.info.tokens.admin)


@pytest.fixture
def stranger(stack: LocalStack) -> ApiClient:
    """The admin of another account, which has no connection."""
    return stack.api(stack.info.tokens.other_account_admin)
