"""Speaks HTTP with ConnectWise: addresses, pages, bodies and answers; it knows no time entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Generic, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from psa_sync.connectors.connectwise.auth import ANY_MODEL, MODEL, Keys, base_url
from psa_sync.connectors.connectwise.conditions import Condition, number_above
from psa_sync.connectors.connectwise.refusals import (
    NOT_ACCEPTABLE,
    Call,
    NotServedError,
    refusal,
    senseless,
)
from psa_sync.connectors.connectwise.schemas import CompanyInfo, Count, Record
from psa_sync.connectors.environment import ConnectorEnvironment
from psa_sync.connectors.http import HttpClient, Response
from psa_sync.domain.errors import CredentialsError, MissingError, TransientError
from psa_sync.ports import Clock

T = TypeVar("T")
R = TypeVar("R", bound=Record)

PAGE_SIZE: Final = 1000
"""The vendor's largest page."""

UNKNOWN_COMPANY: Final = (
    "ConnectWise knows no company of this name on this site: look at Company ID, then at Site."
)
REFUSED_IN_DISGUISE: Final = (
    "ConnectWise knows the company but serves it nothing with these keys: "
    "look at Public key and Private key."
)
UNSUPPORTED_MEDIA: Final = 415
PROBE: Final = {"pageSize": "1", "fields": "id"}


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Records in ascending id; `after` is where to go on, None at the end."""

    records: tuple[R, ...]
    after: int | None


class ConnectWiseClient:
    """Calls one company's ConnectWise.

    Every method raises TransientError and CredentialsError, and MissingError where a record is
    named; those that write also RejectedError and InDoubtError.
    """

    def __init__(self, http: HttpClient, base_url: str, keys: Keys, clock: Clock) -> None:
        self._http = http
        self._base_url = base_url
        self._keys = keys
        self._clock = clock
        self._accept = MODEL

    @property
    def base_url(self) -> str:
        """Address of the API, without a trailing slash."""
        return self._base_url

    @property
    def keys(self) -> Keys:
        """The credentials in use."""
        return self._keys

    def refusal_of_address(self) -> str | None:
        """Say why our own policy forbids the API's address; None when it does not."""
        return self._http.policy.refusal(self._base_url)

    def get(self, path: str, into: type[T], params: dict[str, str] | None = None) -> T:
        """Read one thing."""
        return self._decoded(self._call("GET", path, params=params), into, writes=False)

    def page(
        self,
        path: str,
        into: type[R],
        *,
        where: Condition | None = None,
        fields: str | None = None,
        after: int | None = None,
        size: int = PAGE_SIZE,
        counted: bool = True,
    ) -> Page[R]:
        """Read the records behind an id; forward-only paging, so that a page never shifts.

        Args:
            path: The collection.
            into: What a record is decoded to.
            where: The filter.
            fields: What of each record is asked for.
            after: The last id already seen.
            size: Records on a page.
            counted: False where the caller has the last page of the walk counted itself.
        """
        params = {"pageSize": str(size)}
        params |= {"conditions": where.text} if where else {}
        params |= {"fields": fields} if fields else {}
        params |= {"pageId": str(after)} if after is not None else {}
        answer = self._call("GET", path, params=params, paging=True)
        shape: type[tuple[R, ...]] = tuple[into, ...]  # type: ignore[valid-type]
        records = self._decoded(answer, shape, writes=False)
        ids = [-1 if after is None else after, *(record.id for record in records)]
        if any(low >= high for low, high in pairwise(ids)):
            raise senseless("a page does not go forward", writes=False)
        following = ids[-1] if records and _goes_on(answer, len(records), size) else None
        if counted and following is None:
            self.check_complete(path, where, after, len(records))
        return Page(records, following)

    def all_records(
        self,
        path: str,
        into: type[R],
        *,
        where: Condition | None = None,
        fields: str | None = None,
    ) -> list[R]:
        """Read every record of a collection that is known to be small."""
        records: list[R] = []
        after: int | None = None
        while True:
            page = self.page(path, into, where=where, fields=fields, after=after)
            records.extend(page.records)
            after = page.after
            if after is None:
                return records

    def check_complete(
        self, path: str, where: Condition | None, after: int | None, received: int
    ) -> None:
        """Have ConnectWise count what the last page of a walk should have held.

        A list that lost rows on the way is valid and looks complete, and what is not in it may be
        taken for gone.

        Args:
            path: The collection.
            where: The walk's filter.
            after: Where the last page began.
            received: How many records it had.
        """
        behind = None if after is None else number_above("id", after)
        rest = where & behind if where and behind else where or behind
        params = {"conditions": rest.text} if rest else None
        count = self.get(f"{path}/count", Count, params).count
        if count > received:
            raise senseless("fewer records than it counts", writes=False)

    def post(self, path: str, body: dict[str, object]) -> Response:
        """Make a record; the answer is the caller's to read."""
        return self._call("POST", path, body=body)

    def patch(self, path: str, operations: list[dict[str, object]]) -> Response:
        """Set fields to absolute values; the answer is the caller's to read."""
        return self._call("PATCH", path, body=operations)

    def delete(self, path: str) -> Response:
        """Remove a record."""
        return self._call("DELETE", path)

    def probe(self) -> None:
        """Show that keys, company and routing work, by the cheapest call that needs them all."""
        self._decoded(self._call("GET", "/time/entries", params=PROBE), list[Any], writes=False)

    def company(self) -> CompanyInfo | None:
        """Read the company's public entry; None when ConnectWise knows no such company.

        Needs no credentials and sends none.
        """
        name = quote(self._keys.company_id, safe="")
        url = f"{self._origin()}/login/companyinfo/{name}"
        answer = self._http.send("GET", url, writes=False)
        self._raise_refusal(answer, "GET")
        return self._decoded(answer, CompanyInfo | None, writes=False)  # type: ignore[arg-type]

    def _origin(self) -> str:
        parts = urlsplit(self._base_url)
        return f"{parts.scheme}://{parts.netloc}"

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        body: object = None,
        paging: bool = False,
    ) -> Response:
        try:
            return self._send(self._base_url + path, method, params, body, paging=paging)
        except NotServedError:
            self._raise_true_error()
            raise

    def _send(
        self,
        url: str,
        method: str,
        params: dict[str, str] | None,
        body: object,
        *,
        paging: bool,
    ) -> Response:
        headers = self._keys.headers()
        if paging:
            headers["pagination-type"] = "forward-only"
        if body is not None:
            headers["Content-Type"] = "application/json"

        def ask() -> Response:
            return self._http.send(
                method,
                url,
                writes=method != "GET",
                headers=headers | {"Accept": self._accept},
                params=params,
                body=None if body is None else msgspec.json.encode(body),
            )

        answer = ask()
        if self._accept == MODEL and _refuses_model(answer, method):
            # Only what changes nothing is asked again: a write may have been done all the same.
            self._accept = ANY_MODEL
            answer = ask() if method == "GET" else answer
        self._raise_refusal(answer, method)
        return answer

    def _raise_refusal(self, answer: Response, method: str) -> None:
        error = refusal(answer, Call(method, self._keys.secrets, self._clock()))
        if error is not None:
            raise error

    def _raise_true_error(self) -> None:
        """Find out what a 404 hides: the cloud answers one to wrong keys behind the release alias.

        The vendor's guide says to call the tenant's own release instead, which answers truly. Where
        that, too, has no time entries for a company that exists, only the keys are left to blame.
        """
        try:
            company = self.company()
        except (TransientError, MissingError):
            return
        if company is None:
            raise CredentialsError(UNKNOWN_COMPANY)
        codebase = (company.codebase or "").strip("/")
        if not codebase:
            return
        url = f"{self._origin()}/{codebase}/apis/3.0/time/entries"
        try:
            self._send(url, "GET", PROBE, None, paging=False)
        except NotServedError as error:
            if error.by_connectwise:
                raise CredentialsError(REFUSED_IN_DISGUISE) from None
        except (TransientError, MissingError):
            return

    def _decoded(self, answer: Response, into: type[T], *, writes: bool) -> T:
        try:
            return msgspec.json.decode(answer.body, type=into)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise senseless("not what was asked for", writes=writes) from None


def _refuses_model(answer: Response, method: str) -> bool:
    """Tell whether the release does not know the model asked for; its words are undocumented."""
    about_media = answer.status == UNSUPPORTED_MEDIA and method == "GET"
    return answer.status == NOT_ACCEPTABLE or about_media


def _goes_on(answer: Response, received: int, size: int) -> bool:
    """Tell whether more records follow; a short page may still have a next."""
    link = answer.headers.get("Link")
    if link is None:
        return received >= size
    return "<" in link and 'rel="next"' in link.replace("'", '"')


def open_client(
    credentials: Mapping[str, str], endpoint: str | None, environment: ConnectorEnvironment
) -> ConnectWiseClient:
    """Make the client of one connection; nobody is called yet.

    Raises:
        CredentialsError: A field is empty or cannot be a key.
    """
    keys = Keys.of(credentials, environment.defaults.get("connectwise_client_id", ""))
    http = HttpClient(environment.policy, environment.pay)
    return ConnectWiseClient(http, endpoint or base_url(keys.site), keys, environment.clock)
