"""Judge what arrives at a hook's address: whose it is, whether it is genuine, what it hints at."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from psa_sync.domain.connection import Connection, PsaName
from psa_sync.domain.errors import SyncError
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.webhook import WORK, Hint, Subject
from psa_sync.ports import Clock, Connections, JobQueue
from psa_sync.ports.webhooks import HookReader, Hooks

log = logging.getLogger(__name__)
LARGEST: Final = 256 * 1024
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_FOLLOWED: Final = {
    Subject.TIME_ENTRY: PullKind.HINT,
    Subject.REGISTRATION: PullKind.WEBHOOKS,
    **dict.fromkeys(WORK, PullKind.HINT),
}
"""Other hints are counted."""


class Outcome(StrEnum):
    """What became of a message."""

    QUEUED = "queued"
    DROPPED = "dropped"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorway:
    """What is needed to judge a message.

    Attributes:
        read_hooks: Makes the reader of a connection's hooks with this token.
    """

    hooks: Hooks
    connections: Connections
    read_hooks: Callable[[Connection, str], HookReader]
    queue: JobQueue
    clock: Clock


def take_message(
    app: str, token: str, body: bytes, headers: Mapping[str, str], *, doorway: Doorway
) -> Outcome:
    """Queue a genuine hint; nothing of a message is kept, and nothing in it decides anything."""
    if len(body) > LARGEST:
        return Outcome.TOO_LARGE
    if not _TOKEN.fullmatch(token):
        return Outcome.REFUSED
    try:
        owner = doorway.hooks.owner(token)
        if owner is None or owner[1] != app:
            return Outcome.REFUSED
        connection = doorway.connections.get(*owner)
        if connection is None or not connection.installed:
            return Outcome.REFUSED
        reader = doorway.read_hooks(connection, token)
        return _judged(connection, reader, body, headers, doorway)
    except SyncError as error:
        log.warning("a hook's message is to come again", extra={"cause": str(error)})
        return Outcome.LATER


def _judged(
    connection: Connection,
    reader: HookReader,
    body: bytes,
    headers: Mapping[str, str],
    doorway: Doorway,
) -> Outcome:
    account, app = connection.account, connection.app
    if not reader.genuine(body, headers):
        if not reader.deactivated(body):
            return Outcome.REFUSED
        doorway.queue.pull([PullJob(account=account, app=app, kind=PullKind.WEBHOOKS)])
        return Outcome.QUEUED
    hint = reader.hint_of(body)
    job = _job(account, app, hint)
    if job is not None:
        doorway.queue.pull([job])
    doorway.hooks.received(account, app, doorway.clock())
    subject = "senseless" if hint is None else hint.subject.value
    log.info("hint", extra={"account": account, "app": app, "subject": subject})
    return Outcome.DROPPED if job is None else Outcome.QUEUED


def _job(account: str, app: PsaName, hint: Hint | None) -> PullJob | None:
    if hint is None or hint.subject not in _FOLLOWED:
        return None
    return PullJob(account=account, app=app, kind=_FOLLOWED[hint.subject], hint=hint)
