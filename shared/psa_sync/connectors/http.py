"""HTTP as every PSA is called: allow-listed hosts, time-outs, a size limit, no repetition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from math import ceil
from time import monotonic
from typing import Final
from urllib.parse import SplitResult, urlsplit

import requests
from requests import exceptions
from urllib3.exceptions import HTTPError

from psa_sync.connectors.http_peers import LOOPBACK_HOSTS as LOOPBACK_HOSTS
from psa_sync.connectors.http_peers import CheckedAdapter
from psa_sync.domain.errors import InDoubtError, SyncError, TransientError

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
CHUNK_BYTES: Final = 65_536
LONGEST_WAIT: Final = 86_400
"""Seconds; whatever a PSA asks for, we ask again a day later."""

_DIGITS: Final = 9

REQUEST_ID_HEADERS: Final = (
    "x-cw-request-id",
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
    "x-amz-cf-id",
    "cf-ray",
)
"""Where a PSA, or the front end before it, names a call: the most telling name first.

Sources: a recorded answer of ConnectWise's cloud, behind CloudFront, has the first and
`x-amz-cf-id`; the others are what servers and front ends commonly use.
"""
_REQUEST_ID_LIMIT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpPolicy:
    """Which hosts may be called, how long we wait and how much we read.

    Attributes:
        allowed_hosts: Exact `host` or `host:port`, or `*.domain` for every host below it; a
            loopback host is reached only where its exact name stands here.
        read_timeout: Seconds for the whole answer.
        connect_timeout: Seconds until the connection stands.
        max_bytes: Largest answer, unpacked.
    """

    allowed_hosts: tuple[str, ...]
    read_timeout: float = 20.0
    connect_timeout: float = 5.0
    max_bytes: int = 10_000_000

    def refusal(self, url: str) -> str | None:
        """Say why the URL may not be called, in a few words without the URL; None where it may."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
        except ValueError:
            return "the address is malformed"
        if not _scheme_is_safe(parts, host):
            return "the address is not https"
        if parts.username is not None or parts.password is not None:
            return "the address carries credentials"
        if not any(_matches(pattern, parts, host, port) for pattern in self.allowed_hosts):
            return "the host is not on the allow-list"
        return None


def _scheme_is_safe(parts: SplitResult, host: str) -> bool:
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK_HOSTS)


def _matches(pattern: str, parts: SplitResult, host: str, port: int) -> bool:
    pattern = pattern.strip().lower()
    if pattern.startswith("*."):
        usual_port = port == DEFAULT_PORTS[parts.scheme]
        return usual_port and host not in LOOPBACK_HOSTS and host.endswith(pattern[1:])
    wanted = urlsplit(f"//{pattern}")
    return (wanted.hostname, wanted.port or DEFAULT_PORTS[parts.scheme]) == (host, port)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that arrived whole; header names compare without case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def request_id(self) -> str | None:
        """The PSA's own id of the call, None where it names none that can be shown."""
        named = (self.headers.get(name, "").strip() for name in REQUEST_ID_HEADERS)
        given = next((value for value in named if value), "")[:_REQUEST_ID_LIMIT]
        return given if given and given.isascii() and given.isprintable() else None


class Sent(Enum):
    """What a failure says about the request."""

    NO = "the PSA cannot have seen it"
    MAYBE = "the PSA may have acted on it"


# Failures while connecting never get this far: `_not_connected` turns them into TransientError, so
# whatever requests reports about the wire afterwards may have left the machine.
SENT: Final[dict[type[Exception], Sent]] = {
    exceptions.ConnectTimeout: Sent.NO,
    exceptions.ProxyError: Sent.NO,
    exceptions.URLRequired: Sent.NO,
    exceptions.MissingSchema: Sent.NO,
    exceptions.InvalidSchema: Sent.NO,
    exceptions.InvalidURL: Sent.NO,
    exceptions.InvalidProxyURL: Sent.NO,
    exceptions.InvalidHeader: Sent.NO,
    exceptions.UnrewindableBodyError: Sent.NO,
    exceptions.RequestException: Sent.MAYBE,
    exceptions.InvalidJSONError: Sent.MAYBE,
    exceptions.JSONDecodeError: Sent.MAYBE,
    exceptions.HTTPError: Sent.MAYBE,
    exceptions.ConnectionError: Sent.MAYBE,
    exceptions.SSLError: Sent.MAYBE,
    exceptions.Timeout: Sent.MAYBE,
    exceptions.ReadTimeout: Sent.MAYBE,
    exceptions.TooManyRedirects: Sent.MAYBE,
    exceptions.ChunkedEncodingError: Sent.MAYBE,
    exceptions.ContentDecodingError: Sent.MAYBE,
    exceptions.StreamConsumedError: Sent.MAYBE,
    exceptions.RetryError: Sent.MAYBE,
}


def consequence(error: Exception, *, writes: bool) -> SyncError:
    """Translate a failure of requests or urllib3; the text names its class and nothing else.

    Args:
        error: What was raised; an unknown class counts as perhaps sent.
        writes: True when the request changes something at the PSA.

    Returns:
        InDoubtError for a write that may have been sent, TransientError otherwise.
    """
    name = type(error).__name__
    if writes and SENT.get(type(error), Sent.MAYBE) is Sent.MAYBE:
        return InDoubtError(f"no answer to a write ({name})")
    return TransientError(f"no answer ({name})")


class HttpClient:
    """Calls one connection's PSA over kept-alive connections.

    The few threads of a check may share it: what they have in common is the pool of connections,
    which is made for that.

    Args:
        policy: What may be called.
        pay: Called right before each call that is made; what it raises prevents the call.
    """

    def __init__(self, policy: HttpPolicy, pay: Callable[[], object] = lambda: None) -> None:
        self._policy = policy
        self._pay = pay
        self._session = requests.Session()
        # Proxies, netrc and certificate bundles of the machine's environment are not ours.
        self._session.trust_env = False
        self._session.mount("https://", CheckedAdapter(max_retries=0))
        self._session.mount("http://", CheckedAdapter(max_retries=0))

    @property
    def policy(self) -> HttpPolicy:
        """What this client may call."""
        return self._policy

    def send(
        self,
        method: str,
        url: str,
        *,
        writes: bool,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Response:
        """Send one request, once, and read the whole answer; redirects are answers like any other.

        Raises:
            TransientError: No answer, and nothing was committed; also our refusal to call the URL.
            NotAdmittedError: Our own limits let no call through; nothing was sent.
            InDoubtError: No answer to a write that may have been sent.
        """
        refusal = self._policy.refusal(url)
        if refusal is not None:
            message = f"not sent: {refusal}"
            raise TransientError(message)
        self._pay()
        deadline = monotonic() + self._policy.connect_timeout + self._policy.read_timeout
        try:
            with self._session.request(
                method,
                url,
                params=params,
                data=body,
                headers=dict(headers or {}),
                timeout=(self._policy.connect_timeout, self._policy.read_timeout),
                allow_redirects=False,
                stream=True,
            ) as answer:
                return Response(answer.status_code, answer.headers, self._body(answer, deadline))
        except (exceptions.RequestException, HTTPError) as error:
            raise consequence(error, writes=writes) from None

    def close(self) -> None:
        """Give the kept-alive connections back."""
        self._session.close()

    def _body(self, answer: requests.Response, deadline: float) -> bytes:
        body = bytearray()
        # Each read gives what has come, however little, so that the limits are looked at each time.
        while chunk := answer.raw.read1(CHUNK_BYTES, decode_content=True):
            body += chunk
            if len(body) > self._policy.max_bytes:
                raise AnswerTooLarge
            if monotonic() > deadline:
                # Each read has its own time-out, so a PSA that drips would otherwise never end.
                raise exceptions.ReadTimeout
        return bytes(body)


class AnswerTooLarge(HTTPError):  # noqa: N818 - shown to people as the name of what happened
    """The answer is larger than the policy reads."""


def retry_after(headers: Mapping[str, str], now: datetime) -> int | None:
    """Return the seconds a `Retry-After` header asks for, given as seconds or as an HTTP date.

    Returns:
        Whole seconds, rounded up, never negative and at most a day; None without a readable header.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        # A number of any length may stand there, and its first nine digits tell enough.
        return min(int(value[:_DIGITS]), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0, ceil((at - now).total_seconds())), LONGEST_WAIT)
