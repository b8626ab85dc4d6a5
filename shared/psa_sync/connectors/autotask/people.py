"""Finds people by the name they log in with, and the zone in which Autotask dates their work."""

import logging
from collections.abc import Sequence
from typing import Final

from psa_sync.connectors.autotask.answers import ReadRefusedError
from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.query import AnyOf, Clause, Operator, Query, chunks
from psa_sync.connectors.autotask.schemas import InternalLocation, Resource
from psa_sync.domain.connection import PsaUser
from psa_sync.domain.windows_zones import iana_name
from psa_sync.ports import PersonNotFound

API_ONLY: Final = 7
"""Licence type of API users: they cannot own time."""

NO_RIGHT: Final = "permission_missing"
FALLBACK: Final = "Etc/UTC"
_LOG: Final = logging.getLogger(__name__)


class People:
    """The tenant's resources."""

    def __init__(self, client: AutotaskClient) -> None:
        self._client = client
        self._zone_labels: dict[int, str] | None = None

    def find(self, user_name: str) -> PsaUser:
        """Find the one active person of this user name, in any case.

        All people are read and compared here: nobody knows how a tenant compares text.

        Raises:
            PersonNotFound: With the reason.
        """
        typed = user_name.strip()
        everybody = list(self._client.rows(Query(Resource, (Clause("id", Operator.AT_LEAST, 0),))))
        named = [row for row in everybody if _same(row.user_name, typed)]
        usable = [row for row in named if _usable(row)]
        if len(usable) == 1:
            return self._person(usable[0])
        if usable:
            code = "user_ambiguous"
        elif named:
            inactive = any(row.license_type != API_ONLY for row in named)
            code = "user_inactive" if inactive else "user_is_api_only"
        else:
            raise _unknown(typed, everybody)
        raise PersonNotFound(code)

    def inactive(self, people: Sequence[PsaUser]) -> frozenset[str]:
        """Ids of those that Autotask shows and calls inactive."""
        found: set[str] = set()
        for ids in chunks(int(person.id) for person in people):
            some = Query(Resource, (Clause("id", Operator.ONE_OF, ids),))
            try:
                found |= {str(row.id) for row in self._client.rows(some) if row.is_active is False}
            except ReadRefusedError as error:
                if error.code != NO_RIGHT:
                    raise
        return frozenset(found)

    def own(self) -> Resource | None:
        """Return our API user, None where Autotask does not show it."""
        name = self._client.user_name
        wanted = AnyOf(
            (Clause("user_name", Operator.EQUALS, name), Clause("email", Operator.EQUALS, name))
        )
        found = list(self._client.rows(Query(Resource, (wanted,))))
        return found[0] if len(found) == 1 else None

    def unknown_zones(self) -> list[str]:
        """Return the locations whose time zone we cannot read."""
        return [
            f"{row.name or row.id}: {self._zone_name(row) or 'none'}"
            for row in self._locations()
            if iana_name(self._zone_name(row)) is None
        ]

    def _person(self, row: Resource) -> PsaUser:
        return PsaUser(
            id=str(row.id),
            user_name=row.user_name or "",
            name=_full_name(row),
            time_zone=self._zone(row.location_id),
            email=row.email or "",
        )

    def _zone(self, location_id: int | None) -> str:
        locations = self._locations()
        own = [row for row in locations if row.id == location_id]
        usual = [row for row in locations if row.is_default]
        for row in (*own, *usual):
            zone = iana_name(self._zone_name(row))
            if zone is not None:
                return zone
            _LOG.warning("Autotask location %d has a time zone we do not know", row.id)
        _LOG.warning("no time zone for Autotask location %s: using %s", location_id, FALLBACK)
        return FALLBACK

    def _zone_name(self, row: InternalLocation) -> str | None:
        """The office's Windows zone name, written out or chosen from the tenant's list."""
        if row.time_zone is not None or row.time_zone_id is None:
            return row.time_zone
        if self._zone_labels is None:
            self._zone_labels = self._client.labels(InternalLocation, "timeZoneID")
        return self._zone_labels.get(row.time_zone_id)

    def _locations(self) -> list[InternalLocation]:
        every = Clause("id", Operator.AT_LEAST, 0)
        return list(self._client.rows(Query(InternalLocation, (every,))))


def _unknown(typed: str, everybody: list[Resource]) -> PersonNotFound:
    """Say what was typed in place of the user name, and which one was probably meant."""
    people = [row for row in everybody if _usable(row) and row.user_name]
    if "@" in typed:
        owners = [row for row in people if _has_address(row, typed)]
        meant = owners[0].user_name if len(owners) == 1 else typed.partition("@")[0]
        return PersonNotFound("user_name_is_email", meant)
    owners = [row for row in people if _same(_full_name(row), typed)]
    return PersonNotFound("user_not_found", owners[0].user_name if len(owners) == 1 else None)


def _usable(row: Resource) -> bool:
    return bool(row.is_active) and row.license_type != API_ONLY


def _has_address(row: Resource, typed: str) -> bool:
    return any(_same(address, typed) for address in (row.email, row.email2, row.email3))


def _full_name(row: Resource) -> str:
    return " ".join(filter(None, (row.first_name, row.last_name)))


def _same(one: str | None, other: str) -> bool:
    return one is not None and one.strip().casefold() == other.casefold()
