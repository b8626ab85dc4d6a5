"""Where connections' hooks call, in memory."""

from dataclasses import replace
from datetime import datetime

from psa_sync.domain.connection import PsaName
from psa_sync.domain.webhook import ConnectionHooks


class FakeHooks:
    """One dictionary by connection."""

    def __init__(self) -> None:
        self._hooks: dict[tuple[str, str], ConnectionHooks] = {}

    def owner(self, token: str) -> tuple[str, PsaName] | None:
        """See the port."""
        for account, app in self._hooks:
            if self._hooks[account, app].token == token:
                return account, PsaName(app)
        return None

    def of(self, account: str, app: PsaName) -> ConnectionHooks | None:
        """See the port."""
        return self._hooks.get((account, app))

    def save(self, hooks: ConnectionHooks) -> None:
        """See the port."""
        place = hooks.account, hooks.app
        former = self._hooks.get(place, hooks)
        self._hooks[place] = replace(
            hooks,
            last_received_at=former.last_received_at,
            by_hook=former.by_hook,
            by_poll=former.by_poll,
        )

    def forget(self, hooks: ConnectionHooks) -> None:
        """See the port."""
        self._hooks.pop((hooks.account, hooks.app), None)

    def received(self, account: str, app: PsaName, at: datetime) -> None:
        """See the port."""
        minute = at.replace(second=0, microsecond=0)
        known = self._hooks.get((account, app))
        if known is not None and (known.last_received_at or minute) <= minute:
            self._hooks[account, app] = replace(known, last_received_at=minute)

    def found(self, account: str, app: PsaName, *, by_hook: int = 0, by_poll: int = 0) -> None:
        """See the port."""
        known = self._hooks.get((account, app))
        if known is not None:
            self._hooks[account, app] = replace(
                known, by_hook=known.by_hook + by_hook, by_poll=known.by_poll + by_poll
            )

    def count_anew(self, account: str, app: PsaName) -> None:
        """See the port."""
        known = self._hooks.get((account, app))
        if known is not None:
            self._hooks[account, app] = replace(known, by_hook=0, by_poll=0)
