"""Hold a write against the PSA's rules right before it is sent, and stop one that must fail."""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from psa_sync.domain.content import Group
from psa_sync.domain.intents import parked
from psa_sync.domain.problem import Problem
from psa_sync.domain.rule import Broken, Need
from psa_sync.ports import PsaConnector
from psa_sync.sync.known_facts import KnownFacts, known_facts
from psa_sync.sync.refresh_facts import keep_people, keep_tenant
from psa_sync.sync.saving import save
from psa_sync.sync.writing import Writing, next_look

FRESH: Final = timedelta(minutes=1)
"""Older facts are not believed when they say no: they are read again first."""


class Foresight(StrEnum):
    """What is known of a write before it is sent."""

    CLEAR = "clear"
    READ_AGAIN = "read_again"
    HELD = "held"


def foresee_refusal(writing: Writing, psa: PsaConnector, groups: frozenset[Group]) -> Foresight:
    """Check the write; costs the PSA no call unless our copy of its rules says no.

    Returns:
        CLEAR: nothing is known against it. READ_AGAIN: something was, and the facts were read
        anew, so the caller looks again. HELD: the entry was saved with the problem, unsent.

    Raises:
        StaleError: The entry moved on meanwhile.
        TransientError, CredentialsError: The PSA did not tell the facts.
    """
    effects, entry, link = writing.effects, writing.entry, writing.link
    known = known_facts(link, entry.local.work_item_id, effects)
    broken = effects.check_rules(entry.app, writing.draft(), known.facts, groups)
    if not broken:
        return Foresight.CLEAR
    limit = effects.clock() - FRESH
    needs = {need for one in broken for need in one.rule.needs}
    old = {need for need in needs if known.is_older(need, limit)}
    if old:
        _read_again(old, known, writing, psa)
        return Foresight.READ_AGAIN
    _hold(broken[0], writing)
    return Foresight.HELD


def _read_again(old: set[Need], known: KnownFacts, writing: Writing, psa: PsaConnector) -> None:
    effects, link = writing.effects, writing.link
    if Need.TENANT in old:
        keep_tenant(link.account, link.app, psa, effects)
    if Need.PERSON in old:
        keep_people(link.account, link.app, [link.psa_user], psa, effects)
    if Need.ITEM in old and known.item is not None:
        facts = psa.facts_of_item(known.item.id, link.psa_user)
        item = replace(known.item, facts=facts, facts_as_of=effects.clock())
        effects.work_items.put(link.account, link.user_id, [item])


def _hold(broken: Broken, writing: Writing) -> None:
    """Refuse in the PSA's place; the entry is looked at again by itself, for the facts change."""
    entry, effects = writing.entry, writing.effects
    now, code = effects.clock(), broken.rule.code
    problem = Problem(
        code=code, since=now, detail=broken.detail, place=broken.rule.place, foreseen=True
    )
    told = entry.problem is not None and entry.problem.code == code
    events = () if told else (writing.event("foreseen", code=code, rule=broken.rule.name),)
    waiting = parked(entry, problem, next_look(entry, code, now))
    save(waiting, writing.policy, effects, events)
