"""Finds out what the API user may do: by reading, by harmless tries, and by Autotask's own word.

Autotask tells the rights in entityInformation, and nobody has written down whether it tells those
of the user or those of the entity. So a refusal counts more than its word, and so does a row shown.
"""

from collections.abc import Callable
from typing import Final

from psa_sync.connectors.autotask.answers import ReadRefusedError
from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.permissions import (
    CREATE,
    DELETE,
    NEVER_EMPTY,
    OFTEN_EMPTY,
    QUERY,
    UPDATE,
    EntityRight,
)
from psa_sync.connectors.autotask.query import Clause, Operator, Query
from psa_sync.connectors.autotask.schemas import EntityInformation, Row, TimeEntry
from psa_sync.connectors.autotask.webhook_rows import HOOKS, Webhook
from psa_sync.domain.errors import InDoubtError, MissingError, RejectedError, TransientError
from psa_sync.domain.permission import Grant

NO_RIGHT: Final = "permission_missing"
NOBODYS: Final = 0
"""No row has this id: what is asked of it changes nothing."""
REFUSED: Final = "Autotask refuses it."
SO_IT_SAYS: Final = "So Autotask says."
Attempt = Callable[[AutotaskClient], object]
Found = tuple[Grant, str]
"""What is known of a right, and how; the sentence may be empty."""


class EntityRights:
    """The rights of one API user, each looked at once."""

    def __init__(self, client: AutotaskClient) -> None:
        self._client = client
        self._readable: dict[type[Row], Found] = {}
        self._told: dict[type[Row], EntityInformation] = {}

    def found(self, right: EntityRight) -> Found:
        """Return what is known of a right, and how.

        Raises:
            CredentialsError: The key is refused.
            TransientError: Autotask does not answer.
        """
        return self.readable(right.kind) if right.verb == QUERY else self._writable(right)

    def readable(self, kind: type[Row]) -> Found:
        """Return what is known of the right to query an entity."""
        if kind not in self._readable:
            self._readable[kind] = self._read(kind)
        return self._readable[kind]

    def _read(self, kind: type[Row]) -> Found:
        some: Query[Row] = Query(kind, (Clause("id", Operator.AT_LEAST, 0),), rows=1)
        try:
            if self._client.page(some).items:
                return Grant.GIVEN, ""
        except ReadRefusedError as error:
            if error.code != NO_RIGHT:
                raise
            return Grant.MISSING, REFUSED
        nothing = f"Autotask shows no {kind.entity}"
        word = Grant.MISSING if kind in NEVER_EMPTY else self._word(kind, QUERY)
        if word is Grant.MISSING:
            return word, f"{nothing}."
        if kind in OFTEN_EMPTY and word is Grant.GIVEN:
            return word, SO_IT_SAYS
        return Grant.UNKNOWN, f"{nothing}: there are none, or they are hidden."

    def _writable(self, right: EntityRight) -> Found:
        word = self._word(right.kind, right.verb)
        if word is Grant.MISSING:
            return Grant.MISSING, SO_IT_SAYS
        attempt = _TRIES.get((right.kind, right.verb))
        if attempt is not None and self._refuses(attempt):
            return Grant.MISSING, REFUSED
        return word, SO_IT_SAYS if word is Grant.GIVEN else "Autotask does not tell."

    def _refuses(self, attempt: Attempt) -> bool:
        try:
            attempt(self._client)
        except RejectedError as error:
            return error.code == NO_RIGHT
        except MissingError:
            return False
        except InDoubtError as error:
            message = f"nobody can tell whether a right is missing: {error}"
            raise TransientError(message) from None
        return False

    def _word(self, kind: type[Row], verb: str) -> Grant:
        if kind not in self._told:
            self._told[kind] = self._information(kind)
        return self._told[kind].grant(verb)

    def _information(self, kind: type[Row]) -> EntityInformation:
        try:
            return self._client.information(kind)
        except ReadRefusedError:
            return EntityInformation()


def _tries(kind: type[Row]) -> dict[tuple[type[Row], str], Attempt]:
    """Writes that change nothing: of a row without a single field, and of one that is not there."""
    return {
        (kind, CREATE): lambda client: client.write("POST", kind.entity, {}),
        (kind, UPDATE): lambda client: client.write("PATCH", kind.entity, {"id": NOBODYS}),
        (kind, DELETE): lambda client: client.remove(f"{kind.entity}/{NOBODYS}"),
    }


def _tries_of_fields(kind: type[Webhook]) -> dict[tuple[type[Row], str], Attempt]:
    below = f"{kind.entity}/{NOBODYS}/Fields"
    return {(kind.fields, CREATE): lambda client: client.write("POST", below, {})}


_TRIES: Final[dict[tuple[type[Row], str], Attempt]] = {
    attempted: attempt
    for tries in (
        # Without a person, a day and work there can be no time entry; without an address no hook.
        _tries(TimeEntry),
        *(_tries(kind) for kind in HOOKS.values()),
        *(_tries_of_fields(kind) for kind in HOOKS.values()),
    )
    for attempted, attempt in tries.items()
}
