"""Read anew what a PSA's rules for time entries depend on, for a connection and its people."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32

from psa_sync.domain.connection import Connection, PsaName, PsaUser, UserLink
from psa_sync.domain.jobs import PullJob
from psa_sync.ports import LARGEST_DOCUMENT, FactSheet, PsaConnector
from psa_sync.sync.effects import Effects
from psa_sync.sync.notice_inactive import notice_inactive

log = logging.getLogger(__name__)
HOUR: Final = timedelta(hours=1)
SHARED_BY_A_REFRESH: Final = timedelta(minutes=5)
"""Everybody of an account may ask for a refresh at once; what they share is read once."""
_EPOCH: Final = datetime.fromisoformat("2020-01-01T00:00:00+00:00")


def refresh_facts(
    job: PullJob, connection: Connection, psa: PsaConnector, effects: Effects
) -> None:
    """Read the facts of one person, or of everybody, and those that all share.

    Who was deactivated is noticed here as well.

    Raises:
        TransientError, CredentialsError: The PSA did not answer; what is known stays.
    """
    account, app = connection.account, connection.app
    links = _links_of(job, effects)
    people = [link.psa_user for link in links]
    if people and (job.user_id is None or _shared_is_old(connection, people[0], effects)):
        keep_tenant(account, app, psa, effects)
    keep_people(account, app, people, psa, effects)
    # Last: who is told to be back must not meet facts that still say no.
    notice_inactive(links, psa, effects)


def keep_tenant(account: str, app: PsaName, psa: PsaConnector, effects: Effects) -> None:
    """Read and keep what all people share."""
    effects.rule_facts.put_tenant(account, app, _sheet(psa.tenant_facts(), effects))


def keep_people(
    account: str, app: PsaName, people: Sequence[PsaUser], psa: PsaConnector, effects: Effects
) -> None:
    """Read and keep what is each person's own."""
    if not people:
        return
    documents = psa.facts_of_people(people)
    sheets = {person_id: _sheet(document, effects) for person_id, document in documents.items()}
    effects.rule_facts.put_people(account, app, sheets)


def is_due(whose: str, last: datetime | None, now: datetime, *, every: timedelta = HOUR) -> bool:
    """True once in so long, for a schedule that came by at `last`; each name at its own time."""
    if last is None:
        return True
    shift = timedelta(seconds=crc32(whose.encode()) % int(every.total_seconds()))
    return (last - _EPOCH + shift) // every != (now - _EPOCH + shift) // every


def _links_of(job: PullJob, effects: Effects) -> list[UserLink]:
    if job.user_id is None:
        links = effects.connections.links(job.account, job.app)
        return sorted(links, key=lambda link: link.psa_user.id)
    link = effects.connections.link_of(job.account, job.app, job.user_id)
    return [link] if link else []


def _shared_is_old(connection: Connection, person: PsaUser, effects: Effects) -> bool:
    tenant, _ = effects.rule_facts.read(connection.account, connection.app, person.id)
    return tenant is None or effects.clock() - tenant.as_of > SHARED_BY_A_REFRESH


def _sheet(document: bytes, effects: Effects) -> FactSheet:
    """An empty document says nothing, and then nothing is foretold: the PSA decides."""
    if len(document) > LARGEST_DOCUMENT:
        log.warning("facts are too large to keep", extra={"bytes": len(document)})
        document = b""
    return FactSheet(document, effects.clock())
