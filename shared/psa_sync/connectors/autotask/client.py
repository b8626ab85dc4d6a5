"""Speaks Autotask's HTTP and its lists; knows no time entry."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, Generic

import msgspec

from psa_sync.connectors.autotask import answers
from psa_sync.connectors.autotask.auth import ApiKey, api_key, find_zone, same_host
from psa_sync.connectors.autotask.decoding import decode_row, decoded, members
from psa_sync.connectors.autotask.query import Query
from psa_sync.connectors.autotask.schemas import (
    EntityInformation,
    Field,
    PageDetails,
    Row,
    RowT,
    Threshold,
    Zone,
)
from psa_sync.connectors.environment import ConnectorEnvironment
from psa_sync.connectors.http import HttpClient, Response
from psa_sync.domain.errors import CredentialsError, SyncError, TransientError
from psa_sync.ports import Clock

VERSION: Final = "v1.0"
LOOK_AGAIN: Final = timedelta(minutes=5)
"""Zone discovery is asked no more often; a tenant moves once in years."""


@dataclass(frozen=True, slots=True)
class Rows(Generic[RowT]):
    """Rows of a page; `after` is where the next one begins, None at the end."""

    items: tuple[RowT, ...]
    after: int | None


class AutotaskClient:
    """Calls one tenant; finds the tenant's zone when it is not told, and again when it moved."""

    def __init__(
        self,
        http: HttpClient,
        key: ApiKey,
        *,
        zone_addresses: tuple[str, ...],
        endpoint: str | None,
        clock: Clock,
        moved: Callable[[str], object],
    ) -> None:
        self._http = http
        self._key = key
        self._zone_addresses = zone_addresses
        self._endpoint = endpoint
        self._clock = clock
        self._tell_move = moved
        self._known_as = endpoint
        self._looked: datetime | None = None
        self._refused: CredentialsError | None = None

    @property
    def user_name(self) -> str:
        """The API user's name."""
        return self._key.user_name

    def discover(self) -> Zone:
        """Find the tenant's zone and call it from now on.

        Raises:
            CredentialsError: No zone knows the user.
        """
        self._looked = self._clock()
        zone = find_zone(self._http, self._zone_addresses, self._key.user_name)
        self._endpoint = zone.url
        return zone

    def page(self, query: Query[RowT]) -> Rows[RowT]:
        """Read one page, and believe none of it before every row was held against the query.

        Raises:
            TransientError: No answer, or one that makes no sense.
        """
        body = self._call("POST", f"{query.kind.entity}/query", query.body())
        try:
            frame = members(body)
            details = msgspec.convert(decoded(frame["pagedetails"]), PageDetails)
            items = msgspec.json.decode(frame["items"], type=list[msgspec.Raw])
            rows = [decode_row(item, query.kind) for item in items]
            kept = tuple(row for row in rows if query.keeps(row))
            strange = [row.id for row in rows if not query.excuses(row)]
        except (msgspec.DecodeError, KeyError):
            raise answers.senseless("a list that cannot be read") from None
        ids = [row.id for row in rows]
        full = len(ids) >= query.rows or details.next_page_url is not None
        if strange:
            raise answers.senseless(f"{query.kind.entity} that were not asked for: {strange[:5]}")
        if ids != sorted(set(ids)):
            raise answers.senseless(f"{query.kind.entity} out of order")
        if not full and (details.count or 0) > len(ids):
            raise answers.senseless(f"fewer {query.kind.entity} than it counted")
        return Rows(kept, ids[-1] if full and ids else None)

    def count(self, query: Query[RowT]) -> int:
        """Have Autotask count what a query would find."""
        body = self._call("POST", f"{query.kind.entity}/query/count", query.counting_body())
        try:
            count = decoded(members(body)["querycount"])
        except (msgspec.DecodeError, KeyError):
            count = None
        if type(count) is not int or count < 0:
            raise answers.senseless("a count that is none")
        return count

    def rows(self, query: Query[RowT]) -> Iterator[RowT]:
        """Read all pages; for lists that are known to be short."""
        while True:
            page = self.page(query)
            yield from page.items
            if page.after is None:
                return
            query = replace(query, after=page.after)

    def item(self, kind: type[RowT], row_id: int) -> RowT | None:
        """Read one row by id; None where Autotask answers that there is none."""
        body = self._call("GET", f"{kind.entity}/{row_id}")
        try:
            item = members(body)["item"]
            row = None if bytes(item).strip() == b"null" else decode_row(item, kind)
        except (msgspec.DecodeError, KeyError):
            raise answers.senseless("a row that cannot be read") from None
        if row is not None and row.id != row_id:
            raise answers.senseless("another row than was asked for")
        return row

    def information(self, kind: type[Row]) -> EntityInformation:
        """Read what the API user may do with an entity."""
        body = self._call("GET", f"{kind.entity}/entityInformation")
        try:
            return msgspec.convert(decoded(members(body)["info"]), EntityInformation)
        except (msgspec.DecodeError, KeyError):
            raise answers.senseless("a description that cannot be read") from None

    def threshold(self) -> Threshold:
        """Read how much of the hour's requests all integrations have used; itself a request."""
        body = self._call("GET", "ThresholdInformation")
        try:
            return msgspec.convert(decoded(body), Threshold)
        except msgspec.DecodeError:
            raise answers.senseless("a threshold that cannot be read") from None

    def labels(self, kind: type[Row], field: str) -> dict[int, str]:
        """Read the words behind a field's numbers."""
        body = self._call("GET", f"{kind.entity}/entityInformation/fields")
        try:
            fields = msgspec.convert(decoded(members(body)["fields"]), list[Field])
        except (msgspec.DecodeError, KeyError):
            raise answers.senseless("fields that cannot be read") from None
        named = [one for one in fields if one.name.lower() == field.lower()]
        values = [value for one in named for value in one.picklist_values or ()]
        return {int(v.value): v.label or "" for v in values if v.value.isdecimal()}

    def write(self, method: str, path: str, body: dict[str, Any]) -> int:
        """Make or change a row, once, and return its id.

        Raises:
            RejectedError: Refused; nothing was committed.
            InDoubtError: The outcome is unknown.
        """
        sent = msgspec.json.Encoder(decimal_format="number").encode(body)
        answer = self._call(method, path, sent, writes=True)
        try:
            row_id = decoded(members(answer)["itemid"])
        except (msgspec.DecodeError, KeyError):
            row_id = None
        if type(row_id) is not int or row_id <= 0:
            raise answers.senseless("no id", writes=True)
        return row_id

    def remove(self, path: str) -> None:
        """Delete a row.

        Raises:
            RejectedError, InDoubtError: As above.
            MissingError: Autotask finds no such row, or does not show it to us.
        """
        answer = self._call("DELETE", path, writes=True)
        try:
            members(answer or b"{}")
        except msgspec.DecodeError:
            raise answers.senseless("something else", writes=True) from None

    def _call(
        self, method: str, path: str, body: bytes | None = None, *, writes: bool = False
    ) -> bytes:
        if self._refused is not None:
            # Asking again with a refused key locks the account.
            raise self._refused
        try:
            answer = self._answer(method, path, body, writes=writes)
            error = self._error(answer, writes=writes)
            if error is not None:
                raise error
        except CredentialsError as error:
            self._refused = error
            raise
        return answer.body

    def _answer(self, method: str, path: str, body: bytes | None, *, writes: bool) -> Response:
        """Send, and once more to where the tenant lives now, when the first cannot have been done.

        A zone that was closed refuses the key, or cannot be reached at all. A write to one that
        cannot be reached waits for its next turn: by now it may have taken too long.
        """
        try:
            answer = self._send(method, path, body, writes=writes)
        except TransientError:
            if not self._moved_silently() or writes:
                raise
            answer = self._send(method, path, body, writes=writes)
        else:
            if answer.status == HTTPStatus.UNAUTHORIZED and self._moved():
                answer = self._send(method, path, body, writes=writes)
        if answer.status != HTTPStatus.UNAUTHORIZED:
            self._tell_a_move()
        return answer

    def _tell_a_move(self) -> None:
        """Tell once where the tenant answers now, unless nobody ever knew another address."""
        if self._known_as not in {None, self._endpoint}:
            self._known_as = self._endpoint
            self._tell_move(self._endpoint or "")

    def _send(self, method: str, path: str, body: bytes | None, *, writes: bool) -> Response:
        endpoint = self._endpoint or self.discover().url
        return self._http.send(
            method,
            f"{endpoint.rstrip('/')}/{VERSION}/{path}",
            headers=self._key.headers,
            body=body,
            writes=writes,
        )

    def _error(self, answer: Response, *, writes: bool) -> SyncError | None:
        return answers.error_of(answer, writes=writes, now=self._clock(), secrets=self._key.secrets)

    def _moved(self) -> bool:
        """Look once whether the tenant lives elsewhere now; zones are changed by the vendor.

        Raises:
            TransientError: Discovery does not answer; a key is not called refused on half a proof.
        """
        now = self._clock()
        if self._looked is not None and now - self._looked < LOOK_AGAIN:
            return False
        former = self._endpoint or ""
        return not same_host(former, self.discover().url)

    def _moved_silently(self) -> bool:
        """Look whether the tenant has moved away from a host that does not answer any more."""
        if self._endpoint is None or self._http.policy.refusal(self._endpoint) is not None:
            return False  # nobody was called
        try:
            return self._moved()
        except (TransientError, CredentialsError):
            return False  # nothing answers, or nobody knows: an outage, not a move


def open_client(
    credentials: Mapping[str, str], endpoint: str | None, environment: ConnectorEnvironment
) -> AutotaskClient:
    """Make the client of one connection; nobody is called yet.

    Raises:
        CredentialsError: A field is empty or cannot be a key.
    """
    return AutotaskClient(
        HttpClient(environment.policy, environment.pay),
        api_key(credentials, environment.defaults.get("autotask_integration_code", "")),
        zone_addresses=environment.autotask_zone_urls,
        endpoint=endpoint,
        clock=environment.clock,
        moved=environment.moved,
    )
