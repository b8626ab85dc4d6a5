"""Connections and links in memory."""

from dataclasses import replace
from threading import Lock

from psa_sync.domain.connection import Connection, ConnectionStatus, PsaName, UserLink
from psa_sync.domain.errors import StaleError
from psa_sync.domain.settings import Preferences
from psa_sync.ports import PersonTakenError, TenantTakenError


class FakeConnections:
    """Connections, tenant claims and links in dictionaries."""

    def __init__(self) -> None:
        self._connections: dict[tuple[str, PsaName], Connection] = {}
        self._tenants: dict[tuple[PsaName, str], str] = {}
        self._links: dict[tuple[str, PsaName, str], UserLink] = {}
        self._preferences: dict[tuple[str, PsaName, str], Preferences] = {}
        self._members: set[tuple[str, PsaName, str]] = set()
        self._lock = Lock()

    def get(self, account: str, app: PsaName) -> Connection | None:
        """See the port."""
        return self._connections.get((account, app))

    def of_account(self, account: str) -> list[Connection]:
        """See the port."""
        found = [each for (owner, _), each in self._connections.items() if owner == account]
        return sorted(found, key=lambda connection: connection.app)

    def save(self, connection: Connection) -> Connection:
        """See the port; a removed connection gives its tenant back."""
        key = (connection.account, connection.app)
        with self._lock:
            stored = self._connections.get(key)
            if connection.revision != (stored.revision if stored else 0):
                message = (
                    f"the {connection.app} connection is not at {connection.revision} any more"
                )
                raise StaleError(message)
            self._claim(connection, stored)
            saved = replace(
                connection,
                revision=connection.revision + 1,
                shown_credentials=dict(connection.shown_credentials),
            )
            self._connections[key] = saved
        return saved

    def all_active(self) -> list[tuple[str, PsaName]]:
        """See the port."""
        return sorted(key for key, each in self._connections.items() if each.status.sends)

    def link(self, link: UserLink) -> UserLink:
        """See the port."""
        with self._lock:
            for other in self.links(link.account, link.app):
                if other.psa_user.id == link.psa_user.id and other.user_id != link.user_id:
                    raise PersonTakenError(link.psa_user.user_name)
            self._links[link.account, link.app, link.user_id] = link
            self._members.add((link.account, link.app, link.user_id))
        return link

    def mark(self, link: UserLink) -> None:
        """See the port."""
        with self._lock:
            known = self._links.get((link.account, link.app, link.user_id))
            if known is not None and known.psa_user.id == link.psa_user.id:
                self._links[link.account, link.app, link.user_id] = link

    def unlink(self, account: str, app: PsaName, user_id: str) -> None:
        """See the port."""
        with self._lock:
            self._links.pop((account, app, user_id), None)

    def link_of(self, account: str, app: PsaName, user_id: str) -> UserLink | None:
        """See the port."""
        return self._links.get((account, app, user_id))

    def links(self, account: str, app: PsaName) -> list[UserLink]:
        """See the port."""
        found = [link for key, link in self._links.items() if key[:2] == (account, app)]
        return sorted(found, key=lambda link: link.user_id)

    def preferences(self, account: str, app: PsaName, user_id: str) -> Preferences:
        """See the port."""
        return self._preferences.get((account, app, user_id), Preferences())

    def save_preferences(
        self, account: str, app: PsaName, user_id: str, preferences: Preferences
    ) -> None:
        """See the port."""
        with self._lock:
            self._preferences[account, app, user_id] = preferences

    def all(self) -> list[Connection]:
        """Every connection of every account."""
        return list(self._connections.values())

    def members(self, account: str, app: PsaName) -> list[str]:
        """Everybody who was ever linked."""
        return sorted(user for *owner, user in self._members if owner == [account, app])

    def forget_people(self, account: str, app: PsaName) -> None:
        """Forget links, preferences, and who was ever linked."""
        with self._lock:
            for known in (self._links, self._preferences):
                for key in [key for key in known if key[:2] == (account, app)]:
                    del known[key]
            self._members = {key for key in self._members if key[:2] != (account, app)}

    def _claim(self, connection: Connection, stored: Connection | None) -> None:
        wanted = (connection.app, connection.tenant)
        removed = connection.status is ConnectionStatus.REMOVED
        if not removed and self._tenants.get(wanted, connection.account) != connection.account:
            raise TenantTakenError(connection.tenant)
        if stored is not None and self._tenants.get((stored.app, stored.tenant)) == stored.account:
            del self._tenants[stored.app, stored.tenant]
        if not removed:
            self._tenants[wanted] = connection.account
