"""Which addresses a call may reach: the open connection is judged, before its first byte."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from psa_sync.domain.errors import TransientError

LOOPBACK_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@contextmanager
def _not_connected() -> Iterator[None]:
    """Turn failures while connecting into TransientError: no request has left the machine yet."""
    try:
        yield
    except (OSError, HTTPError) as error:
        message = f"no connection ({type(error).__name__})"
        raise TransientError(message) from None


def _check_peer(sock: socket.socket, host: str) -> socket.socket:
    """Let only public addresses through, or loopback for a loopback host.

    The address of the open connection is judged, before the first byte, so that a name that
    resolves differently the second time gains nothing.
    """
    address = ipaddress.ip_address(str(sock.getpeername()[0]).partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    judged = mapped or address
    if judged.is_loopback if host in LOOPBACK_HOSTS else judged.is_global:
        return sock
    sock.close()
    message = "not sent: the host resolves to an address that is not public"
    raise TransientError(message)


class _CheckedHttpConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _check_peer(super()._new_conn(), self.host)

    def connect(self) -> None:
        with _not_connected():
            super().connect()


class _CheckedHttpsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _check_peer(super()._new_conn(), self.host)

    def connect(self) -> None:
        with _not_connected():
            super().connect()


class _CheckedHttpPool(HTTPConnectionPool):
    ConnectionCls = _CheckedHttpConnection


class _CheckedHttpsPool(HTTPSConnectionPool):
    ConnectionCls = _CheckedHttpsConnection


class CheckedAdapter(HTTPAdapter):
    """Connects to public addresses, and to loopback where a loopback host is called."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - requests' own signature
        """Make the pools of checked connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _CheckedHttpPool,
            "https": _CheckedHttpsPool,
        }
