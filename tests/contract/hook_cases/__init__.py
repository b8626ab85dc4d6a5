"""What the stories of hooks must know of a vendor, each with a module of its name here."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from psa_sync.domain.connection import PsaName


@dataclass(frozen=True)
class HookCase:
    """A vendor's hooks beside what the port says.

    Attributes:
        register_call: The call that registers a hook, the one for tickets where there are several.
        registered: Reads what is registered with a token, as (name, id).
        delete: Removes one hook by name and id, as an administrator does.
        signature: Header of the signature, in lower case.
    """

    register_call: tuple[str, str]
    registered: Callable[[Any, str], list[tuple[str, int]]]
    delete: Callable[[Any, str, int], object]
    signature: str


def hook_case_of(app: PsaName) -> HookCase:
    """Return what is known of the app's hooks."""
    case: HookCase = import_module(f"{__name__}.{app}").CASE
    return case
