"""A connected app as the admin of the account sees and manages it."""

from dataclasses import dataclass
from typing import Any

import requests

from local.api_client import ApiClient
from tests.e2e.simulated_psa import SimulatedPsa


@dataclass(frozen=True)
class ConnectedApp:
    """One app of the account."""

    admin: ApiClient
    psa: SimulatedPsa

    @property
    def path(self) -> str:
        return f"/v1/connected-apps/{self.psa.app}"

    @property
    def keys(self) -> dict[str, str]:
        """The right keys."""
        return self.psa.simulator.credentials

    @property
    def secret(self) -> str:
        return self.keys[self.psa.case.secret_field]

    def submits(self, **different: str) -> requests.Response:
        """Fill in the form and press the button; by default with the right keys."""
        return self.admin.call(
            "PUT", f"{self.path}/connection", {"credentials": self.keys | different}
        )

    def submits_wrong_keys(self) -> requests.Response:
        return self.submits(**{self.psa.case.secret_field: "wrong-canary-7391"})

    def uninstalls(self) -> Any:
        return self.admin.ok("DELETE", f"{self.path}/connection")

    def checks(self) -> Any:
        """What the API user may do, looked at now."""
        return self.admin.ok("POST", f"{self.path}/connection/check")

    def shown(self) -> Any:
        """The app in the list of connected apps."""
        return shown_to(self.admin, self.psa.app)

    def settings(self) -> Any:
        return self.admin.ok("GET", f"{self.path}/settings")

    def chooses(self, **settings: object) -> Any:
        """Change settings, and say yes where it is asked whether that is meant."""
        return self.admin.ok("PATCH", f"{self.path}/settings", {"confirm": True} | settings)

    def foresees(self, **settings: object) -> Any:
        """What a change of settings would touch."""
        return self.admin.ok("PATCH", f"{self.path}/settings?dryRun=true", settings)


def shown_to(reader: ApiClient, app: str) -> Any:
    """An app in the list of connected apps, as somebody sees it."""
    apps = reader.ok("GET", "/v1/connected-apps")["items"]
    return next(one for one in apps if one["app"] == app)
