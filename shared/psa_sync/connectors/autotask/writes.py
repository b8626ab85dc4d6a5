"""Makes, changes and removes time entries, each with one request that is never repeated."""

from typing import Any, Final, NoReturn

from psa_sync.connectors.autotask.adaptations import adaptations
from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.mapper import (
    Booking,
    Target,
    is_surely_non_billable,
    number_of,
    target_of,
    to_autotask,
)
from psa_sync.connectors.autotask.role_words import ABOUT_ROLES, explained
from psa_sync.connectors.autotask.roles import Roles
from psa_sync.connectors.autotask.schemas import TimeEntry
from psa_sync.connectors.autotask.sight import Sight
from psa_sync.connectors.autotask.time_entries import TimeEntries
from psa_sync.domain.content import Group
from psa_sync.domain.errors import InDoubtError, MissingError, RejectedError
from psa_sync.ports import Draft, Written

KIND_IS_FIXED: Final = (
    "Autotask cannot move time between a ticket, a task and regular time: "
    "delete the entry and book it anew"
)


class Writes:
    """The writes of one connection."""

    def __init__(
        self, client: AutotaskClient, roles: Roles, entries: TimeEntries, sight: Sight
    ) -> None:
        self._client = client
        self._roles = roles
        self._entries = entries
        self._sight = sight

    def create(self, draft: Draft) -> Written:
        """Make a row under the person's name, as the API user: no impersonation."""
        target = target_of(draft.content.work_item_id)
        person_id = int(draft.person.id)
        if is_surely_non_billable(draft.content):
            self._sight.check_non_billable()
        booking = Booking(target, moves=True, role_id=self._role(draft, target, person_id))
        body = {"resourceID": person_id, **to_autotask(draft, frozenset(Group), booking)}
        psa_id = str(self._write("POST", body, draft, booking))
        return Written(psa_id, None, adapted=adaptations(draft, frozenset(Group)))

    def update(self, psa_id: str, draft: Draft, groups: frozenset[Group]) -> Written:
        """Set the listed groups; a choice left to Autotask stays as it is there."""
        if Group.BILLABLE in groups and is_surely_non_billable(draft.content):
            self._sight.check_non_billable()
        booking = self._new_booking(psa_id, draft) if Group.TARGET in groups else None
        body = to_autotask(draft, groups, booking)
        if not body:
            return Written(psa_id, None)
        try:
            row_id = self._write("PATCH", {"id": int(psa_id), **body}, draft, booking)
        except MissingError as error:
            self._explain_missing(psa_id, str(error))
        if row_id != int(psa_id):
            message = "a change was confirmed for another row"
            raise InDoubtError(message)
        return Written(psa_id, None, adapted=adaptations(draft, groups))

    def delete(self, psa_id: str) -> None:
        """Remove the row; Autotask refuses a row that is gone, which is what was wanted."""
        try:
            self._client.remove(f"{TimeEntry.entity}/{int(psa_id)}")
        except MissingError as error:
            try:
                self._explain_missing(psa_id, str(error))
            except MissingError:
                return

    def _write(
        self, method: str, body: dict[str, Any], draft: Draft, booking: Booking | None
    ) -> int:
        """Send a row; a refusal names the person, the role and the work item it is about."""
        try:
            return self._client.write(method, TimeEntry.entity, body)
        except RejectedError as error:
            target = None if booking is None else booking.target
            if target is not None and error.code in ABOUT_ROLES:
                self._roles.forget(target, int(draft.person.id))
            role_id = body.get("roleID")
            raise explained(
                error, self._client, person=draft.person, target=target, role_id=role_id
            ) from None

    def _role(self, draft: Draft, target: Target, person_id: int) -> int | None:
        chosen = number_of(draft.content.work_role_id, "work_role_invalid")
        if chosen is not None:
            return chosen
        try:
            usual = number_of(draft.usual_role_id, "work_role_invalid")
            return self._roles.of_booking(target, person_id, usual)
        except RejectedError as error:
            raise explained(
                error, self._client, person=draft.person, target=target, role_id=None
            ) from None

    def _new_booking(self, psa_id: str, draft: Draft) -> Booking:
        target = target_of(draft.content.work_item_id)
        present = self._entries.read(psa_id, draft.person).content.work_item_id
        if present == draft.content.work_item_id:
            role_id = number_of(draft.content.work_role_id, "work_role_invalid")
            return Booking(target, moves=False, role_id=role_id)
        if target_of(present).kind is not target.kind:
            code = "work_item_kind_fixed"
            raise RejectedError(code, KIND_IS_FIXED)
        role_id = self._role(draft, target, int(draft.person.id))
        return Booking(target, moves=True, role_id=role_id)

    def _explain_missing(self, psa_id: str, words: str) -> NoReturn:
        """Autotask says the same of a row that is gone and of one that we may not touch.

        Raises:
            MissingError: It is gone.
            RejectedError: We may not touch it.
        """
        self._entries.row(psa_id)
        code = "permission_missing"
        raise RejectedError(code, words)
