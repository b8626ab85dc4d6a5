"""What an entry looks like in Autotask because it has no other way: told, never silent."""

from collections.abc import Iterator
from datetime import timedelta

from psa_sync.connectors.autotask.windows_1252 import fitted
from psa_sync.domain.content import Content, Group
from psa_sync.ports import Draft

MOST_NAMED = 12
"""Characters that a sentence lists; a text in another script has hundreds."""


def adaptations(draft: Draft, groups: frozenset[Group]) -> tuple[str, ...]:
    """Return a sentence for each thing that is written otherwise than it stands in Memtime."""
    return tuple(_sentences(draft.content, groups))


def _sentences(content: Content, groups: frozenset[Group]) -> Iterator[str]:
    if Group.TIME in groups and content.break_seconds:
        earlier = timedelta(seconds=content.break_seconds)
        yield f"Autotask has no breaks: there the entry ends {earlier} earlier."
    changed: dict[str, str] = {}
    if Group.NOTES in groups:
        changed = dict(fitted(content.notes).changed + fitted(content.internal_notes).changed)
    if changed:
        named = ", ".join(f"{one} as {put}" for one, put in list(changed.items())[:MOST_NAMED])
        more = ", …" if len(changed) > MOST_NAMED else ""
        yield f"Autotask keeps Western European characters only and has {named}{more}."
