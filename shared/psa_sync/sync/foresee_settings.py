"""Count what a change of settings would touch; nothing is stored, and no PSA is asked."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from psa_sync.domain.connection import UserLink
from psa_sync.domain.content import Group
from psa_sync.domain.entry import Entry
from psa_sync.domain.impact import Impact, is_refused_by_lock, moved_by
from psa_sync.domain.plan import WRITES, Action, Step
from psa_sync.domain.settings import ConnectionSettings
from psa_sync.sync.draft_of import draft_of
from psa_sync.sync.effects import Effects
from psa_sync.sync.known_facts import known_facts

SettingsOf = Callable[[UserLink], ConnectionSettings]
PAGE: Final = 500


def foresee_settings(
    links: Iterable[UserLink],
    before: SettingsOf,
    after: SettingsOf,
    effects: Effects,
) -> Impact:
    """Compare what each entry of these people needs next.

    Args:
        links: Whose entries.
        before: The settings as they hold for a person now.
        after: As they would hold.
        effects: The ports.

    Raises:
        TransientError: Our own store is away.
    """
    impact, now = Impact(), effects.clock()
    for link in links:
        former, wanted = before(link), after(link)
        if (former.policy, former.entry_sync) == (wanted.policy, wanted.entry_sync):
            continue  # the other settings touch no entry that is there
        for entry in _entries_of(link, effects):
            step = moved_by(entry, former, wanted, now)
            if step is not None:
                rejected = _is_rejected(entry, step, link, wanted, effects)
                impact = impact.plus(entry, rejected=rejected)
    return impact


def _entries_of(link: UserLink, effects: Effects) -> Iterator[Entry]:
    cursor: str | None = None
    while True:
        page = effects.entries.of_user(link.account, link.user_id, cursor=cursor, limit=PAGE)
        yield from (entry for entry in page.entries if entry.app == link.app)
        cursor = page.cursor
        if cursor is None:
            return


def _is_rejected(
    entry: Entry, step: Step, link: UserLink, settings: ConnectionSettings, effects: Effects
) -> bool:
    """Held against our copy of the PSA's rules, as a write would be."""
    if step.action not in WRITES - {Action.DELETE, Action.REPAIR}:
        return is_refused_by_lock(step)
    draft = draft_of(entry.local, link.psa_user, entry.marker, settings)
    facts = known_facts(link, entry.local.work_item_id, effects).facts
    return bool(effects.check_rules(entry.app, draft, facts, step.groups or frozenset(Group)))
