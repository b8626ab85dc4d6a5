"""Who we are to ConnectWise and where its API is: site, company, keys, client id."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from psa_sync.connectors.http import LOOPBACK_HOSTS
from psa_sync.domain.errors import CredentialsError

API_PATH: Final = "/v4_6_release/apis/3.0"
"""The alias that follows the tenant's release, so that an upgrade of the tenant breaks nothing."""

MODEL: Final = "application/vnd.connectwise.com+json; version=2025.16"
"""The release whose records we read; an older model is served for a year after it changed."""

ANY_MODEL: Final = "application/json"
"""Whatever the release serves: what a server older than `MODEL` is asked for."""

CLOUD_SITES: Final = ("na", "eu", "au", "aus", "za")
STAGING_HOST: Final = "api-staging.connectwisedev.com"
NO_CLIENT_ID: Final = (
    "Client ID is empty, and this service has none of its own: "
    "enter yours, or ask the operator of this service to set one."
)
_CLOUD_HOST: Final = re.compile(rf"(?:api-)?({'|'.join(CLOUD_SITES)})\.myconnectwise\.net")


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """One connection's credentials; never printed."""

    site: str
    company_id: str
    public_key: str
    private_key: str
    client_id: str

    @classmethod
    def of(cls, credentials: Mapping[str, str], default_client_id: str) -> "Keys":
        """Take the install fields; blanks around pasted values are cut off."""
        fields = {name: value.strip() for name, value in credentials.items() if value}
        return cls(
            site=fields.get("site", ""),
            company_id=fields.get("companyId", ""),
            public_key=fields.get("publicKey", ""),
            private_key=fields.get("privateKey", ""),
            client_id=fields.get("clientId", "") or default_client_id.strip(),
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Values that must never appear in a text."""
        token = self.headers()["Authorization"].removeprefix("Basic ")
        return tuple(
            secret
            for secret in (token, self.private_key, self.public_key, self.client_id)
            if secret
        )

    def headers(self) -> dict[str, str]:
        """Headers of every call: key pair as Basic credentials, and the integration's client id."""
        pair = f"{self.company_id}+{self.public_key}:{self.private_key}"
        return {
            "Authorization": f"Basic {b64encode(pair.encode()).decode()}",
            "clientId": self.client_id,
        }

    def tenant(self, base_url: str) -> str:
        """Name the ConnectWise customer for all accounts: API host and company, lower case."""
        return f"{urlsplit(base_url).netloc}/{self.company_id}".lower()

    def check_complete(self) -> None:
        """Refuse what cannot be valid before anything is sent.

        Raises:
            CredentialsError: Naming the field to look at.
        """
        required = {
            "Site": self.site,
            "Company ID": self.company_id,
            "Public key": self.public_key,
            "Private key": self.private_key,
            "Client ID": self.client_id,
        }
        for title, value in required.items():
            if not value:
                is_ours = title == "Client ID"
                raise CredentialsError(NO_CLIENT_ID if is_ours else f"{title} is empty.")
            if not value.isprintable() or " " in value:
                raise CredentialsError(f"{title} holds a blank or an invisible character.")
        if not self.client_id.isascii():
            message = "Client ID holds a character that is not a plain letter, digit or hyphen."
            raise CredentialsError(message)


def base_url(site: str) -> str:
    """Return the API's base address, without a trailing slash.

    Args:
        site: `na`, `eu`, `au`, `aus`, `za`, `staging`, or a host with an optional port; an address
            copied from the browser works too. Plain http is used for loopback hosts only.
    """
    host = re.sub(r"^[a-z]+://", "", site.strip().lower()).partition("/")[0]
    if host == "staging" or host.removeprefix("api-") == STAGING_HOST.removeprefix("api-"):
        return f"https://{STAGING_HOST}{API_PATH}"
    if host in CLOUD_SITES:
        return f"https://api-{host}.myconnectwise.net{API_PATH}"
    cloud = _CLOUD_HOST.fullmatch(host)
    if cloud:
        # The host that people see in the browser does not serve the API.
        return f"https://api-{cloud.group(1)}.myconnectwise.net{API_PATH}"
    scheme = "http" if _name_of(host) in LOOPBACK_HOSTS else "https"
    return f"{scheme}://{host}{API_PATH}"


def _name_of(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
