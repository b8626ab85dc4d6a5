"""Change the settings of a connection, or a person's preferences, and do what follows at once."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from psa_sync.domain.connection import Connection, PsaName, UserLink
from psa_sync.domain.errors import StaleError
from psa_sync.domain.impact import Impact
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.settings import ConnectionSettings, ImportScope, Preferences, chosen_by
from psa_sync.sync.effects import Effects
from psa_sync.sync.foresee_settings import SettingsOf, foresee_settings
from psa_sync.sync.installed_connection import installed_connection
from psa_sync.sync.refusal import RefusedError

_TRIES: Final = 4
IN_CASE: Final = timedelta(minutes=1)
"""Sent before the choice is stored: whoever dies right after that still has it carried out."""
SettingsChange = Callable[[ConnectionSettings], ConnectionSettings]
PreferencesChange = Callable[[Preferences], Preferences]


class ConfirmationNeededError(RefusedError):
    """The change touches many entries, and nobody confirmed that it may.

    Attributes:
        impact: How many.
    """

    def __init__(self, code: str, impact: Impact) -> None:
        super().__init__(code, detail=f"{impact.entries} entries")
        self.impact = impact


def impact_of_settings(connection: Connection, change: SettingsChange, effects: Effects) -> Impact:
    """What the change would touch, of all people of the connection.

    Raises:
        TransientError: Our own store is away.
    """
    wanted = change(connection.settings)
    links = effects.connections.links(connection.account, connection.app)
    before, after = (partial(_for, one, effects) for one in (connection.settings, wanted))
    return foresee_settings(links, before, after, effects)


def change_settings(
    account: str, app: PsaName, change: SettingsChange, *, confirmed: bool, effects: Effects
) -> Connection:
    """Store the settings and have everybody's entries looked through.

    The same change again is no failure, and sends what was lost on the way.

    Raises:
        RefusedError: `app_not_installed`, `busy`.
        ConfirmationNeededError: Too many entries are touched to do it unasked.
        TransientError: Our own store or queue is away.
    """
    for _ in range(_TRIES):
        connection = installed_connection(account, app, effects)
        _confirm(impact_of_settings(connection, change, effects), confirmed=confirmed)
        wanted = change(connection.settings)
        links = effects.connections.links(account, app)
        kinds = _kinds_after(connection.settings, wanted)
        if wanted != connection.settings:
            _follow(links, kinds, effects, delay=IN_CASE)
            try:
                saved = effects.connections.save(replace(connection, settings=wanted))
            except StaleError:
                continue
        else:
            saved = connection
        _follow(links, kinds, effects)
        return saved
    raise RefusedError("busy")


def impact_of_preferences(
    connection: Connection, user_id: str, change: PreferencesChange, effects: Effects
) -> Impact:
    """What the change would touch, of the user's entries.

    Raises:
        TransientError: Our own store is away.
    """
    account, app = connection.account, connection.app
    link = effects.connections.link_of(account, app, user_id)
    known = effects.connections.preferences(account, app, user_id)
    before, after = (_always(chosen_by(connection.settings, one)) for one in (known, change(known)))
    return foresee_settings([link] if link else [], before, after, effects)


def change_preferences(
    account: str,
    app: PsaName,
    user_id: str,
    change: PreferencesChange,
    *,
    confirmed: bool,
    effects: Effects,
) -> Preferences:
    """Store a user's own choices and have the user's entries looked through.

    Raises:
        RefusedError: `app_not_installed`.
        ConfirmationNeededError: Too many entries are touched to do it unasked.
        TransientError: Our own store or queue is away.
    """
    connection = installed_connection(account, app, effects)
    impact = impact_of_preferences(connection, user_id, change, effects)
    _confirm(impact, confirmed=confirmed)
    known = effects.connections.preferences(account, app, user_id)
    wanted = change(known)
    link = effects.connections.link_of(account, app, user_id)
    before, after = (chosen_by(connection.settings, one) for one in (known, wanted))
    links, kinds = [link] if link else [], _kinds_after(before, after)
    if wanted != known:
        _follow(links, kinds, effects, delay=IN_CASE)
    effects.connections.save_preferences(account, app, user_id, wanted)
    _follow(links, kinds, effects)
    return wanted


def _for(settings: ConnectionSettings, effects: Effects, link: UserLink) -> ConnectionSettings:
    preferences = effects.connections.preferences(link.account, link.app, link.user_id)
    return chosen_by(settings, preferences)


def _always(settings: ConnectionSettings) -> SettingsOf:
    return lambda _link: settings


def _confirm(impact: Impact, *, confirmed: bool) -> None:
    if impact.must_be_confirmed and not confirmed:
        raise ConfirmationNeededError("confirmation_needed", impact)


def _kinds_after(former: ConnectionSettings, wanted: ConnectionSettings) -> list[PullKind]:
    """What is to be looked through, for each person."""
    kinds = [PullKind.SETTINGS]
    if wanted.project_display is not former.project_display:
        kinds.append(PullKind.DISPLAY)
    if wanted.import_scope is not former.import_scope:
        kinds.append(PullKind.SCOPE)
        if ImportScope.ALL in {wanted.import_scope, former.import_scope}:
            kinds.append(PullKind.WORK_ITEMS)
    if wanted.policy.takes_from_psa and not former.policy.takes_from_psa:
        kinds.append(PullKind.BACKFILL)  # no poll comes back to rows that were passed over
    return kinds


def _follow(
    links: Iterable[UserLink],
    kinds: list[PullKind],
    effects: Effects,
    *,
    delay: timedelta = timedelta(0),
) -> None:
    jobs = [
        PullJob(account=link.account, app=link.app, kind=kind, user_id=link.user_id)
        for link in links
        for kind in kinds
    ]
    if jobs:
        effects.queue.pull(jobs, delay=delay)
