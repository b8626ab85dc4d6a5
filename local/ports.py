"""Loopback ports: the usual one when it is free, any free one otherwise."""

from __future__ import annotations

import socket
from pathlib import Path

HOST = "127.0.0.1"
LISTENING = "0A"
"""The state of a listening socket in /proc/net/tcp, see proc(5)."""


def choose_ports(preferred: dict[str, int]) -> dict[str, int]:
    """A free port for each name: the preferred one, or another when it is taken or 0.

    All are held until all are chosen, so no two names get the same one.
    """
    held: list[socket.socket] = []
    try:
        return {name: _free_port(port, held) for name, port in preferred.items()}
    finally:
        for listener in held:
            listener.close()


def _free_port(preferred: int, held: list[socket.socket]) -> int:
    listener = socket.socket()
    held.append(listener)
    # A port whose last connections are still in TIME_WAIT is free for a server.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, preferred))
        listener.listen()
    except OSError:
        if preferred == 0:
            raise
        return _free_port(0, held)
    return int(listener.getsockname()[1])


def exposed_listeners(process_ids: set[int], proc: Path = Path("/proc")) -> list[str]:
    """Addresses beyond loopback that these processes, or their descendants, listen on.

    Empty where the system has no /proc to ask.
    """
    if not (proc / "net" / "tcp").exists():
        return []
    sockets = _socket_inodes(descendants(process_ids, proc), proc)
    tables = ((proc / "net" / "tcp", _loopback_v4), (proc / "net" / "tcp6", _loopback_v6))
    return [
        local
        for table, is_loopback in tables
        if table.exists()
        for local, inode in _listeners(table)
        if inode in sockets and not is_loopback(local)
    ]


def descendants(process_ids: set[int], proc: Path = Path("/proc")) -> set[int]:
    """These processes and all that they started, directly or not."""
    parents: dict[int, int] = {}
    for status in proc.glob("[0-9]*/stat"):
        try:
            # The second field is the command in brackets and may hold anything.
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(status.parent.name)] = int(fields[1])
    found = set(process_ids)
    while grown := {child for child, parent in parents.items() if parent in found} - found:
        found |= grown
    return found


def _socket_inodes(process_ids: set[int], proc: Path) -> set[str]:
    inodes: set[str] = set()
    for process_id in process_ids:
        try:
            links = [path.readlink() for path in (proc / str(process_id) / "fd").iterdir()]
        except OSError:
            continue
        inodes |= {
            str(link)[len("socket:[") : -1] for link in links if str(link).startswith("socket:")
        }
    return inodes


def _listeners(table: Path) -> list[tuple[str, str]]:
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    return [(row[1], row[9]) for row in rows if row[3] == LISTENING]


def _loopback_v4(local: str) -> bool:
    return local[6:8] == "7F"  # little-endian hexadecimal: 0100007F is 127.0.0.1


def _loopback_v6(local: str) -> bool:
    mapped = local.startswith("0000000000000000FFFF0000") and local[30:32] == "7F"
    return mapped or local.startswith("00000000000000000000000001000000")
