"""Tie a Memtime user to exactly one active person of the PSA."""

from dataclasses import replace

from psa_sync.domain.connection import PsaName, PsaUser, UserLink
from psa_sync.domain.errors import CredentialsError
from psa_sync.domain.jobs import PullKind
from psa_sync.ports import PersonNotFound, PersonTakenError
from psa_sync.sync.connection_state import latch_credentials
from psa_sync.sync.effects import Effects
from psa_sync.sync.installed_connection import installed_connection
from psa_sync.sync.refusal import RefusedError
from psa_sync.sync.start_backfill import backfill_of


def authenticate_user(
    account: str, app: PsaName, user_id: str, user_name: str, *, effects: Effects
) -> PsaUser:
    """Find the person, store the link, and start importing what is theirs; idempotent.

    Raises:
        RefusedError: With the reason, and the likely name where there is one.
        TransientError: The PSA or our own store did not answer.
    """
    connection = installed_connection(account, app, effects)
    if not connection.status.sends:
        raise RefusedError("connection_stopped", detail=connection.status_text)
    try:
        person = effects.connect(connection).find_person(user_name)
    except PersonNotFound as missing:
        raise RefusedError(
            missing.code, field="userName", detail=user_name, suggestion=missing.suggestion
        ) from None
    except CredentialsError as error:
        latch_credentials(connection, error.reason, effects)
        raise RefusedError("connection_stopped", detail=error.reason) from None
    known = effects.connections.link_of(account, app, user_id)
    linked = known is not None and known.psa_user == person
    # Linked without work items: the jobs below may have been lost on the way.
    if linked and next(iter(effects.work_items.of_user(account, user_id, app)), None) is not None:
        return person
    _link(account, app, user_id, person, effects)
    return person


def _link(account: str, app: PsaName, user_id: str, person: PsaUser, effects: Effects) -> None:
    link = UserLink(
        account=account, app=app, user_id=user_id, psa_user=person, linked_at=effects.clock()
    )
    try:
        effects.connections.link(link)
    except PersonTakenError:
        raise RefusedError("user_taken", field="userName", detail=person.user_name) from None
    backfill = backfill_of(account, app, user_id, effects)
    work_items = replace(backfill, kind=PullKind.WORK_ITEMS, progress_id=None)
    effects.queue.pull([work_items, backfill])
