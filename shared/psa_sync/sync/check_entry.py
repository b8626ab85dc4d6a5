"""Say what a PSA would object to in an entry, from our copy of its rules: a dry run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from psa_sync.domain.connection import PsaName
from psa_sync.domain.content import Content, Group
from psa_sync.domain.entry import Entry
from psa_sync.domain.marker import Marker
from psa_sync.domain.plan import HELD
from psa_sync.domain.problem import Problem
from psa_sync.domain.work_item import WorkItem
from psa_sync.sync.draft_of import draft_of
from psa_sync.sync.effects import Effects
from psa_sync.sync.known_facts import known_facts
from psa_sync.sync.saving import problem_now

NO_ENTRY_YET: Final = str(UUID(int=0))
EVERYTHING: Final = frozenset(Group)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known against an entry.

    Attributes:
        problems: One per code; none means that nothing is known against it.
        facts_as_of: When the PSA was asked for the oldest of the facts; None without any.
    """

    problems: tuple[Problem, ...]
    facts_as_of: datetime | None = None


def check_entry(
    account: str, user_id: str, entry_id: str | None, content: Content, *, effects: Effects
) -> Verdict:
    """Check without asking the PSA and without writing anything.

    Args:
        account: Whose.
        user_id: Who would book.
        entry_id: The entry that would be changed, None for a new one.
        content: What it would say.
        effects: The ports; no PSA is opened.

    Raises:
        TransientError: Our own store is away.
    """
    name, separator, _ = content.work_item_id.partition(":")
    app = PsaName(name)
    if not separator:
        return Verdict((problem_now("work_item_missing", effects),))
    connection = effects.connections.get(account, app)
    if connection is None:
        return Verdict((problem_now("connection_missing", effects),))
    link = effects.connections.link_of(account, app, user_id)
    if link is None:
        return Verdict((problem_now("user_not_authenticated", effects),))
    known = known_facts(link, content.work_item_id, effects)
    marker = Marker(entry_id or NO_ENTRY_YET, 1)
    draft = draft_of(content, link.psa_user, marker, connection.settings)
    stored = _own(account, user_id, entry_id, effects)
    problems = [
        *_of_ours(stored, known.item, content, effects),
        *(
            problem_now(one.rule.code, effects, one.detail, place=one.rule.place)
            for one in effects.check_rules(app, draft, known.facts, EVERYTHING)
        ),
    ]
    by_code = {one.code: one for one in reversed(problems)}
    return Verdict(tuple(reversed(by_code.values())), known.oldest)


def _own(account: str, user_id: str, entry_id: str | None, effects: Effects) -> Entry | None:
    stored = effects.entries.get(account, entry_id) if entry_id else None
    return stored if stored is not None and stored.user_id == user_id else None


def _of_ours(
    stored: Entry | None, item: WorkItem | None, content: Content, effects: Effects
) -> Iterator[Problem]:
    """What our own API would refuse, whatever the PSA says."""
    if stored is not None and stored.locked:
        yield problem_now(HELD, effects)
    if stored is not None and stored.local.work_item_id == content.work_item_id:
        return
    if item is None:
        yield problem_now("work_item_missing", effects)
    elif not item.bookable:
        yield problem_now("work_item_closed", effects, item.not_bookable_reason or "")
