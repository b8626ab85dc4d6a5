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
from psa_sync.domain.errors import InDoubtError, MissingError, RejectedError, TransientError
from psa_sync.domain.permission import Grant

NO_RIGHT: Final = "permission_missing"
NOBODYS: Final = 0
"""No time entry has this id: what is asked of it changes nothing."""
REFUSED: Final = "Autotask refuses it."
SO_IT_SAYS: Final = "So Autotask says."
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
        if right.kind is TimeEntry and self._refuses(_TRIES[right.verb]):
            return Grant.MISSING, REFUSED
        return word, SO_IT_SAYS if word is Grant.GIVEN else "Autotask does not tell."

    def _refuses(self, attempt: Callable[[AutotaskClient], object]) -> bool:
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


_TRIES: Final[dict[str, Callable[[AutotaskClient], object]]] = {
    # Without a person, a day and work there can be no time entry.
    CREATE: lambda client: client.write("POST", TimeEntry.entity, {}),
    UPDATE: lambda client: client.write("PATCH", TimeEntry.entity, {"id": NOBODYS}),
    DELETE: lambda client: client.remove(f"{TimeEntry.entity}/{NOBODYS}"),
}
