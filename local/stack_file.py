"""The running local stack as others see it: addresses, tokens and clients, kept in stack.json."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
import msgspec
import urllib3
from botocore.config import Config

from local.environments import StateFolder
from local.failures import StackError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONGEST_CALL_SECONDS = 130.0
"""More than the longest time-out of a function."""


class Document(msgspec.Struct, frozen=True, rename="camel"):
    """A part of stack.json; its fields are camelCase there."""


class AwsAccess(Document, frozen=True):
    """The emulator: where it is and who we are there."""

    endpoint_url: str
    region: str = "us-east-1"
    access_key_id: str = "local"
    secret_access_key: str = "local"  # noqa: S105 - the emulator's, no secret

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time
        """A boto3 client of the emulator, whatever AWS settings and proxies the caller has."""
        return _client(self, service)


class Member(Document, frozen=True):
    """A technician of the demo account: a Memtime user, and the same person's PSA user names."""

    user_id: str
    email: str
    token: str
    psa_user_names: dict[str, str]


class Tokens(Document, frozen=True):
    """Bearer tokens of the demo account, and of an account that has no connection."""

    admin: str
    members: list[Member]
    other_account_admin: str


class TokenIssuerAccess(Document, frozen=True):
    """Where to have further tokens made."""

    url: str
    mint: str = (
        "POST /token {sub, account, role, email, expiresIn, aud?, iss?, omit?:[claims]} -> {token}"
    )


class Simulator(Document, frozen=True, kw_only=True):
    """One simulated PSA; `credentials` are what its install form asks for."""

    api_url: str
    zone_url: str | None = None
    control_url: str
    credentials: dict[str, str]


class Parameters(Document, frozen=True):
    """What takes minutes in production takes these seconds here."""

    settle_seconds: int
    pull_seconds: int
    sweep_seconds: int
    reconcile_seconds: int
    webhook_seconds: int


class StackInfo(Document, frozen=True, kw_only=True):
    """Everything a test, a benchmark or a person needs to use the running stack."""

    api_url: str
    portal_url: str | None = None
    stack_name: str
    aws: AwsAccess
    tokens: Tokens
    token_issuer: TokenIssuerAccess
    simulators: dict[str, Simulator]
    schedules: dict[str, str | None]
    parameters: Parameters
    pid: int = 0

    @classmethod
    def load(cls, path: Path | None = None) -> StackInfo:
        """Read the file of a running stack, by default the one of `make run`.

        Raises:
            StackError: no stack is running, or the file was left by a run that died.
        """
        path = path or StateFolder.named().stack_file
        if not path.exists():
            message = f"No local stack is running: there is no {path}. Start one: `make run`."
            raise StackError(message)
        stack = msgspec.json.decode(path.read_bytes(), type=cls)
        if not _is_alive(stack.pid):
            message = f"{path} was left by a run that has died. Start a new one: `make run`."
            raise StackError(message)
        return stack

    def save(self, path: Path) -> None:
        """Write the file in one step, so that nobody reads half of it; it holds live tokens."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.touch(mode=0o600)
        document = msgspec.structs.replace(self, pid=os.getpid())
        draft.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
        draft.replace(path)

    def aws_client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time
        """A boto3 client of the emulator, such as `aws_client("dynamodb")`."""
        return self.aws.client(service)

    def mint_token(self, **claims: object) -> str:
        """A token of the local issuer.

        Args:
            **claims: sub, account, role, email, expiresIn (seconds); aud, iss and omit (a list of
                claim names) make a token that must be refused.

        Raises:
            StackError: the issuer refused the request.
        """
        return mint_token(self.token_issuer.url, **claims)

    def run_schedule(self, name: str) -> None:
        """Run a schedule now, and return when its function has finished.

        Raises:
            StackError: there is no such schedule, or its function failed.
        """
        address = self.schedules.get(name)
        if address is None:
            message = f"The stack has no schedule {name!r}."
            raise StackError(message)
        method, url = address.split(" ", 1)
        call(method, url)


@cache
def _session(aws: AwsAccess) -> boto3.session.Session:
    without_profile = {"profile": (None, None, None, None)}
    return boto3.session.Session(
        aws_access_key_id=aws.access_key_id,
        aws_secret_access_key=aws.secret_access_key,
        region_name=aws.region,
        botocore_session=botocore.session.Session(session_vars=without_profile),
    )


@cache
def _client(aws: AwsAccess, service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time
    config = Config(
        proxies={},
        read_timeout=LONGEST_CALL_SECONDS,
        # Retries would hide a failure of the emulator, and run an invocation twice.
        retries={"total_max_attempts": 1},
    )
    # The stubs know the client of a service only when its name is written out.
    make_client: Callable[..., Any] = _session(aws).client
    return make_client(service, endpoint_url=aws.endpoint_url, config=config)


def mint_token(issuer_url: str, **claims: object) -> str:
    """Have a token made by the issuer at that address.

    Raises:
        StackError: the issuer refused the request.
    """
    return str(call("POST", f"{issuer_url}/token", claims)["token"])


def call(method: str, url: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
    """The JSON that a service of the local stack answers.

    Raises:
        StackError: it refused.
    """
    answer = _http().request(method, url, json=body or {}, timeout=LONGEST_CALL_SECONDS)
    if answer.status >= 300:  # noqa: PLR2004 - 2xx is success
        message = f"{method} {url} answered {answer.status}: {answer.data.decode()}"
        raise StackError(message)
    return answer.json()


@cache
def _http() -> urllib3.PoolManager:
    # urllib3 ignores proxy settings, which is right for loopback.
    return urllib3.PoolManager(retries=False)


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
