"""What stands above work, and words of picklists, read once for as long as a walk takes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from psa_sync.connectors.autotask.client import AutotaskClient
from psa_sync.connectors.autotask.query import Clause, Operator, Query, chunks
from psa_sync.connectors.autotask.schemas import Row, RowT
from psa_sync.ports import Clock

KEPT: Final = timedelta(minutes=10)
MOST: Final = 5_000
"""So many rows at most: however many there are, memory stays flat."""


class Remembered:
    """Rows by kind and id, and labels by kind and field."""

    def __init__(self, client: AutotaskClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._since: datetime = clock()
        self._rows: dict[tuple[type[Row], int], Any] = {}
        self._labels: dict[tuple[type[Row], str], dict[int, str]] = {}

    def forget(self) -> None:
        """Read everything anew from here on: a new walk begins."""
        self._since = self._clock()
        self._rows.clear()
        self._labels.clear()

    def rows(self, kind: type[RowT], ids: Iterable[int]) -> dict[int, RowT]:
        """Read rows by id; those that are not shown to us are left out."""
        self._expire()
        wanted = set(ids)
        new = {one for one in wanted if (kind, one) not in self._rows}
        for group in chunks(new):
            for row in self._client.rows(Query(kind, (Clause("id", Operator.ONE_OF, group),))):
                self._rows[kind, row.id] = row
        return {one: self._rows[kind, one] for one in sorted(wanted) if (kind, one) in self._rows}

    def labels(self, kind: type[Row], field: str) -> dict[int, str]:
        """Read the words behind a field's numbers."""
        self._expire()
        if (kind, field) not in self._labels:
            self._labels[kind, field] = self._client.labels(kind, field)
        return self._labels[kind, field]

    def _expire(self) -> None:
        if self._clock() - self._since > KEPT or len(self._rows) > MOST:
            self.forget()
