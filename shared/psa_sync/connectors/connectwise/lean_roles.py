"""Reads what a lean security role may be denied, so that the rest works without it."""

from collections.abc import Callable
from typing import TypeVar

from psa_sync.connectors.connectwise.client import ConnectWiseClient, Page
from psa_sync.connectors.connectwise.conditions import Condition
from psa_sync.connectors.connectwise.refusals import NotServedError
from psa_sync.connectors.connectwise.schemas import Record
from psa_sync.domain.errors import MissingError, TransientError

T = TypeVar("T")
R = TypeVar("R", bound=Record)


def readable(read: Callable[[], T]) -> T | None:
    """Read; None where our role may not, or where an old release lacks it."""
    try:
        return read()
    except (MissingError, NotServedError):
        return None
    except TransientError as error:
        if error.code != "permission_missing":
            raise
        return None


def setup_table(client: ConnectWiseClient, path: str, into: type[R]) -> list[R]:
    """Read a setup table: whole, or as the light records that need fewer rights, or not at all."""
    whole = readable(lambda: client.all_records(path, into))
    if whole is not None:
        return whole
    return readable(lambda: client.all_records(f"{path}/info", into)) or []


def setup_page(
    client: ConnectWiseClient, path: str, into: type[R], where: Condition, after: int | None
) -> Page[R]:
    """Read a page of a setup table; its light records have the same ids."""
    whole = readable(lambda: client.page(path, into, where=where, after=after))
    if whole is not None:
        return whole
    light = readable(lambda: client.page(f"{path}/info", into, where=where, after=after))
    return light or Page((), None)
