"""A connection's hooks under test: who keeps them, who reads them, and an address they call."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from aiohttp import web

from local.simulated_psas import SIMULATED_PSAS
from local.simulators.server import running
from psa_sync.connectors.environment import ConnectorEnvironment, ConnectorSpec
from psa_sync.connectors.http import HttpPolicy
from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.webhook import HookTarget
from psa_sync.ports.webhooks import HookHome, HookReader, PsaHooks
from tests.contract.connectors import Bench, until
from tests.contract.hook_cases import HookCase, hook_case_of

TOKEN = "t0ken-that-nobody-guesses"
SECRETS = {"ticket": "t" * 64, "company": "c" * 64}


@dataclass(frozen=True)
class Arrived:
    """One message as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HookBench:
    """The hooks of a connection to a simulated tenant."""

    psa: Bench
    url: str
    arrived: list[Arrived] = field(default_factory=list)

    @property
    def case(self) -> HookCase:
        """What is the vendor's own."""
        return hook_case_of(self.psa.case.app)

    def hooks(self) -> PsaHooks:
        """Who keeps our hooks."""
        return self._spec.open_hooks(self._fields, self._endpoint, self._environment)

    def reader(self) -> HookReader:
        """Who believes what arrives."""
        home = HookHome(
            endpoint=self._endpoint,
            fields={"companyId": self._fields.get("companyId", "")},
            secrets=lambda: SECRETS,
            credentials=lambda: self._fields,
        )
        return self._spec.read_hooks(home, self._environment)

    def target(self, token: str = TOKEN) -> HookTarget:
        """Our address with a token."""
        return HookTarget(url=f"{self.url}/{token}", token=token, secrets=SECRETS)

    def writes(self) -> int:
        """How many calls changed something, or may have, since the reset."""
        return sum(
            count
            for call, count in self.psa.requests().items()
            if not call.startswith("GET ") and "/query" not in call
        )

    def registered(self) -> list[tuple[str, int]]:
        """What of ours is registered, as (name, id)."""
        return self.case.registered(self.hooks(), TOKEN)

    def switch_off(self, name: str) -> None:
        """Switch a hook off, as the PSA itself does."""
        self.psa.sets(what="webhook", id=dict(self.registered())[name], active=False)

    def delete(self, name: str) -> None:
        """Remove a hook, as an administrator does."""
        self.case.delete(self.hooks(), name, dict(self.registered())[name])

    def messages(self, count: int) -> list[Arrived]:
        """Wait for so many messages."""
        until(lambda: len(self.arrived) >= count)
        return self.arrived

    def silent(self) -> bool:
        """Tell whether nothing is on its way any more."""
        sent = self.psa.control("GET", "/webhooks")["items"]
        return all(one["outcome"] != "waiting" for one in sent)

    @property
    def _spec(self) -> ConnectorSpec:
        return CONNECTORS[self.psa.case.app]

    @property
    def _host(self) -> str:
        return self.psa.origin.removeprefix("http://")

    @property
    def _fields(self) -> dict[str, str]:
        return SIMULATED_PSAS[self.psa.case.app].credentials(self._host)

    @cached_property
    def _endpoint(self) -> str:
        return self.psa.connect().identify().endpoint

    @property
    def _environment(self) -> ConnectorEnvironment:
        zone = SIMULATED_PSAS[self.psa.case.app].zone_path
        return ConnectorEnvironment(
            policy=HttpPolicy(allowed_hosts=(self._host,), read_timeout=5.0),
            defaults={},
            autotask_zone_urls=(f"{self.psa.origin}{zone}",) if zone else (),
            clock=self.psa.clock,
        )


@contextmanager
def hook_bench(psa: Bench) -> Iterator[HookBench]:
    """Listen for hooks, and leave none registered behind."""
    bench = HookBench(psa, "")

    async def take(request: web.Request) -> web.Response:
        arrived = Arrived(request.path, dict(request.headers), await request.read())
        bench.arrived.append(arrived)
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/webhooks/{app}/{token}", take)
    with running(app) as origin:
        bench.url = f"{origin}/webhooks/{psa.case.app}"
        try:
            yield bench
        finally:
            psa.control("DELETE", "/faults")
            bench.hooks().remove("")
            until(bench.silent)
