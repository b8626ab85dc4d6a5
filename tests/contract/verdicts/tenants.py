"""Tenants of all kinds: closed work, submitted weeks, people who left, settings nobody can read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from psa_sync.domain.connection import PsaUser
from psa_sync.domain.rule import Facts
from psa_sync.domain.work_item import WorkItemKind
from psa_sync.ports import Draft
from tests.builders import NOW
from tests.contract.connectors import Bench
from tests.contract.verdicts.drawing import BOOKED_ON, WEEKS, Pools

TECHNICIANS: Final = (
    "PPierce", "MKeller", "AHassan", "SRossi", "LOConnor", "CWei",
    "ELarsen", "DTorres", "AKhan", "TBecker", "NSchmidt", "YTanaka",
)  # fmt: skip


@dataclass
class Tenant:
    """One random tenant, with what we know of it.

    Attributes:
        on: The unreadable switches that are on.
    """

    psa: Bench
    pools: Pools
    on: frozenset[str]
    tenant_facts: bytes
    person_facts: dict[str, bytes]
    _items: dict[tuple[str, str], str] = field(default_factory=dict)

    def facts_of(self, draft: Draft) -> Facts:
        """What our cache would hold of this entry."""
        key = draft.person.id, draft.content.work_item_id
        if key not in self._items:
            item = self.psa.connector.facts_of_item(key[1], draft.person)
            self._items[key] = item
        person = self.person_facts[draft.person.id]
        return Facts(tenant=self.tenant_facts, person=person, item=self._items[key])

    def without_switches(self, draft: Draft) -> None:
        """Turn off what nobody can read, to see whether it was that."""
        for switch in _switches(self.psa, self.on):
            self.psa.sets(**switch | {"on": not switch["on"]})
        if self.psa.case.weeks_are_hidden:
            self.psa.sets(**_sheet(draft.person, draft.work_date, "open"))

    def with_switches(self) -> None:
        """Turn them on; a week that was opened stays so."""
        for switch in _switches(self.psa, self.on):
            self.psa.sets(**switch)


def people_of(psa: Bench) -> list[PsaUser]:
    """Everybody who works there."""
    return [psa.connector.find_person(name) for name in TECHNICIANS]


def pools_of(psa: Bench, people: list[PsaUser]) -> Pools:
    """What there is to choose from."""
    options = {person.id: psa.connector.options(person) for person in people}
    return Pools(
        people=people,
        items={person.id: psa.work_items(person) for person in people},
        types=[one.id for one in options[people[0].id].work_types],
        roles={key: [one.id for one in found.work_roles] for key, found in options.items()},
    )


def a_tenant(psa: Bench, pools: Pools, random: Random) -> Tenant:
    """Begin anew, let things happen, then read the facts."""
    psa.control("POST", "/reset")
    for switch in _switches(psa, psa.case.switches):
        psa.sets(**switch | {"on": not switch["on"]})
    on = _switched(psa, random)
    _closes(psa, pools, random)
    psa.sets(what="person", id=random.choice(pools.people).id, active=False)
    _shuts_weeks(psa, pools, random)
    people = dict(psa.connector.facts_of_people(pools.people))
    tenant = Tenant(psa, pools, on, psa.connector.tenant_facts(), people)
    tenant.with_switches()
    return tenant


def _switched(psa: Bench, random: Random) -> frozenset[str]:
    """Half of the tenants are as the vendor delivers them, but for what is no setting."""
    more = psa.case.takes_more
    if more is not None:
        psa.sets(**dict(more) | {"on": more["on"] if random.random() < 0.1 else not more["on"]})
    settings = [name for name, switch in psa.case.switches.items() if switch]
    usual = random.random() < 0.5
    chosen = {name for name in settings if random.random() < 0.2 and not usual}
    return frozenset(chosen | (psa.case.switches.keys() - settings))


def _switches(psa: Bench, names: Iterable[str]) -> list[dict[str, Any]]:
    return [dict(psa.case.switches[name]) for name in sorted(names) if psa.case.switches[name]]


def _closes(psa: Bench, pools: Pools, random: Random) -> None:
    bookable = [item for items in pools.items.values() for item in items if item.kind in BOOKED_ON]
    for item in random.sample(bookable, 30):
        if item.kind is WorkItemKind.CHARGE_CODE:
            continue
        what = "task" if item.kind is WorkItemKind.TASK else "ticket"
        state = random.choice(("closed", "closed", "open"))
        psa.sets(what=what, id=item.id.rpartition(":")[2], state=state)


def _shuts_weeks(psa: Bench, pools: Pools, random: Random) -> None:
    for _ in range(14):
        day = NOW.date() - timedelta(days=random.randrange(WEEKS * 7))
        state = random.choice(("submitted", "approved", "rejected", "open"))
        psa.sets(**_sheet(random.choice(pools.people), day, state))


def _sheet(person: PsaUser, day: date, state: str) -> dict[str, Any]:
    return {"what": "timesheet", "personId": person.id, "date": day.isoformat(), "state": state}
