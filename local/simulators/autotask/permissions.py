"""What the API user may do: rights by name, each a switch."""

from __future__ import annotations

from typing import Any

from local.simulators.autotask import entities
from local.simulators.autotask.errors import not_permitted

_ACTIONS = {"create": "POST", "update": "PATCH", "delete": "DELETE"}
IMPERSONATION_DEFAULTS = {"add": True, "edit": True, "delete": False}
"""The Web Services API boxes of the security level; Delete is left unticked by most tenants."""


class Permissions:
    """Rights of the API user's security level.

    Names are `{Entities}.{query|create|update|delete}` and `Impersonation.{add|edit|delete}`.
    """

    def __init__(self) -> None:
        self._allowed: dict[str, bool] = {}
        self.reset()

    def reset(self) -> None:
        """Go back to the rights of the stock API user level."""
        self._allowed = {}
        for entity in entities.ALL:
            self._allowed[f"{entity.plural}.query"] = True
            for action, verb in _ACTIONS.items():
                if verb in entity.all_verbs:
                    self._allowed[f"{entity.plural}.{action}"] = True
        for action, allowed in IMPERSONATION_DEFAULTS.items():
            self._allowed[f"Impersonation.{action}"] = allowed

    def allows(self, name: str) -> bool:
        """Tell whether a right is given."""
        return self._allowed[name]

    def switch(self, name: str, *, allowed: bool) -> dict[str, Any]:
        """Give or take one right and show it.

        Raises:
            KeyError: no right has this name.
        """
        if name not in self._allowed:
            raise KeyError(name)
        self._allowed[name] = allowed
        return {"name": name, "allowed": allowed}

    def require(self, plural: str, action: str) -> None:
        """Refuse an action the API user has no right to.

        Raises:
            VendorError: the right is missing.
        """
        if not self._allowed.get(f"{plural}.{action}", False):
            raise not_permitted(action)

    def shown(self) -> list[dict[str, Any]]:
        """List all rights as `{name, allowed}`."""
        return [{"name": name, "allowed": allowed} for name, allowed in self._allowed.items()]
