"""Follow a webhook's hint: read the row with our own credentials, and take in what is there."""

import logging

from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.entry import RemoteRow
from psa_sync.domain.errors import MissingError
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.webhook import WORK, Subject
from psa_sync.ports import PsaConnector
from psa_sync.sync.effects import Effects
from psa_sync.sync.follow_work_items import follow_hint
from psa_sync.sync.observe_rows import Observer

log = logging.getLogger(__name__)


def take_hint(job: PullJob, connection: Connection, psa: PsaConnector, effects: Effects) -> int:
    """Look at what is said to have changed; nothing else in the hint is believed.

    Hints that come late, twice or in the wrong order all read the same newest row.

    Returns:
        How many entries changed; work items are not counted.

    Raises:
        TransientError, CredentialsError: It is done again later; the poll finds it anyway.
    """
    hint = job.hint
    if hint is not None and hint.subject in WORK:
        follow_hint(hint, connection, psa, effects)
        return 0
    if hint is None or hint.subject is not Subject.TIME_ENTRY or hint.psa_id is None:
        return 0
    links = {link.psa_user.id: link for link in effects.connections.links(job.account, job.app)}
    if not links:
        return 0
    owner = _owner(job, hint.psa_id, links, effects)
    try:
        row = _read(hint.psa_id, owner or next(iter(links.values())), links, psa)
    except MissingError:
        if owner is not None:
            _ask_for_proof(job, owner, effects)
        return 0
    return Observer(connection, links, effects).take_in([row])


def _owner(
    job: PullJob, psa_id: str, links: dict[str, UserLink], effects: Effects
) -> UserLink | None:
    """The person whose entry is tied to the row; None for a row that we do not know."""
    tied = effects.entries.entry_ids_of_rows(job.account, job.app, [psa_id])
    entry = effects.entries.get(job.account, tied[psa_id]) if psa_id in tied else None
    owners = (link for link in links.values() if entry and link.user_id == entry.user_id)
    return next(owners, None)


def _read(
    psa_id: str, reader: UserLink, links: dict[str, UserLink], psa: PsaConnector
) -> RemoteRow:
    """Read the row as its own person's, whose zone says on which day it is."""
    row = psa.read(psa_id, reader.psa_user)
    mine = links.get(row.person_id)
    if mine is None or mine.psa_user == reader.psa_user:
        return row
    return psa.read(psa_id, mine.psa_user)


def _ask_for_proof(job: PullJob, owner: UserLink, effects: Effects) -> None:
    """Have the person's last days compared: a row that is not found is no delete yet."""
    log.info("a hint at a row that is gone", extra={"account": job.account, "app": job.app})
    effects.queue.pull(
        [
            PullJob(
                account=job.account,
                app=job.app,
                kind=PullKind.RECONCILE,
                user_id=owner.user_id,
            )
        ]
    )
