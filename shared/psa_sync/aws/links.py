"""Who is who in a connection: a user's link, and the claim on the PSA person."""

from typing import Final

from psa_sync.aws import keys
from psa_sync.aws.documents import document, from_item, text
from psa_sync.aws.store_errors import store_unavailable
from psa_sync.aws.table import Table
from psa_sync.aws.writes import ConditionFailedError, Write, prefixed
from psa_sync.domain.connection import PsaName, UserLink
from psa_sync.domain.settings import Preferences
from psa_sync.ports import PersonTakenError

_TRIES: Final = 3
_PERSON: Final = 1


class Links:
    """The links half of the port `Connections`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def link(self, link: UserLink) -> UserLink:
        """See the port."""
        for _ in range(_TRIES):
            former = self.link_of(link.account, link.app, link.user_id)
            try:
                self._table.commit(_link_writes(link, former))
            except ConditionFailedError as refusal:
                if _PERSON in refusal.stored:
                    raise PersonTakenError(link.psa_user.user_name) from refusal
            else:
                return link
        reason = f"the link of {link.user_id} changed {_TRIES} times meanwhile"
        raise store_unavailable(reason)

    def mark(self, link: UserLink) -> None:
        """See the port."""
        try:
            self._table.update(
                keys.link_key(link.account, link.app, link.user_id),
                "SET doc = :doc",
                condition="psa_user_id = :person",
                values={":doc": document(link), ":person": text(link.psa_user.id)},
            )
        except ConditionFailedError:
            return  # the user has left, or is somebody else by now

    def unlink(self, account: str, app: PsaName, user_id: str) -> None:
        """See the port."""
        for _ in range(_TRIES):
            former = self.link_of(account, app, user_id)
            if former is None:
                return
            try:
                self._table.remove(_unlink_writes(former))
            except ConditionFailedError:
                continue
            return
        raise store_unavailable(f"the link of {user_id} changed {_TRIES} times meanwhile")

    def link_of(self, account: str, app: PsaName, user_id: str) -> UserLink | None:
        """See the port."""
        item = self._table.get(keys.link_key(account, app, user_id))
        return None if item is None else from_item(item, UserLink)

    def links(self, account: str, app: PsaName) -> list[UserLink]:
        """See the port."""
        span = prefixed(keys.app_partition(account, app), keys.LINK_PREFIX)
        found = [from_item(item, UserLink) for item in self._table.query(span)[0]]
        return sorted(found, key=lambda link: link.user_id)

    def preferences(self, account: str, app: PsaName, user_id: str) -> Preferences:
        """See the port."""
        item = self._table.get(keys.preferences_key(account, app, user_id))
        return Preferences() if item is None else from_item(item, Preferences)

    def save_preferences(
        self, account: str, app: PsaName, user_id: str, preferences: Preferences
    ) -> None:
        """See the port."""
        key = keys.preferences_key(account, app, user_id)
        self._table.commit([Write(key, {"doc": document(preferences)})])


def _link_writes(link: UserLink, former: UserLink | None) -> list[Write]:
    """The link, the claim on the person, and the release of the former person."""
    user = {":user_id": text(link.user_id)}
    writes = [
        Write(
            keys.link_key(link.account, link.app, link.user_id),
            {"doc": document(link), "psa_user_id": text(link.psa_user.id)},
            "psa_user_id = :former" if former else "attribute_not_exists(pk)",
            {":former": text(former.psa_user.id)} if former else {},
        ),
        Write(
            keys.person_key(link.account, link.app, link.psa_user.id),
            {"user_id": text(link.user_id)},
            "attribute_not_exists(pk) OR user_id = :user_id",
            user,
        ),
        Write(
            keys.member_key(link.account, link.app, link.user_id),
            {"user_id": text(link.user_id)},
        ),
    ]
    if former is not None and former.psa_user.id != link.psa_user.id:
        person = keys.person_key(link.account, link.app, former.psa_user.id)
        writes.append(Write(person, condition="user_id = :user_id", values=user))
    return writes


def _unlink_writes(former: UserLink) -> list[Write]:
    """The link goes if it is still the one we read, and the person's claim with it."""
    person = former.psa_user.id
    return [
        Write(
            keys.link_key(former.account, former.app, former.user_id),
            condition="attribute_not_exists(pk) OR psa_user_id = :former",
            values={":former": text(person)},
        ),
        Write(
            keys.person_key(former.account, former.app, person),
            condition="attribute_not_exists(pk) OR user_id = :user_id",
            values={":user_id": text(former.user_id)},
        ),
    ]
