"""What we know of what a PSA's rules depend on for one entry, and how old that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from psa_sync.domain.connection import UserLink
from psa_sync.domain.rule import Facts, Need
from psa_sync.domain.work_item import WorkItem
from psa_sync.sync.effects import Effects


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """Facts, when the PSA was asked for each part, and the person's view of the work item.

    Attributes:
        as_of: Only for parts that are known; None where nobody remembers when.
    """

    facts: Facts
    as_of: Mapping[Need, datetime | None]
    item: WorkItem | None

    @property
    def oldest(self) -> datetime | None:
        """When the PSA was asked for the oldest part; None without any."""
        return min(filter(None, self.as_of.values()), default=None)

    def is_older(self, need: Need, instant: datetime) -> bool:
        """True where this part is known, and from before the instant as far as anybody knows."""
        if need not in self.as_of:
            return False
        as_of = self.as_of[need]
        return as_of is None or as_of < instant


def known_facts(link: UserLink, work_item_id: str, effects: Effects) -> KnownFacts:
    """Read our copies; nobody else is asked."""
    tenant, person = effects.rule_facts.read(link.account, link.app, link.psa_user.id)
    item = effects.work_items.get(link.account, link.user_id, work_item_id)
    as_of: dict[Need, datetime | None] = {}
    if tenant is not None:
        as_of[Need.TENANT] = tenant.as_of
    if person is not None:
        as_of[Need.PERSON] = person.as_of
    if item is not None and item.facts:
        as_of[Need.ITEM] = item.facts_as_of or item.updated_at
    facts = Facts(
        tenant=tenant.document if tenant else None,
        person=person.document if person else None,
        item=item.facts or None if item else None,
    )
    return KnownFacts(facts, as_of, item)
