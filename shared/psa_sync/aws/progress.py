"""Long-running jobs that people watch, in DynamoDB."""

from datetime import timedelta
from typing import Final

from psa_sync.aws import keys
from psa_sync.aws.documents import document, from_item, number, text
from psa_sync.aws.table import Table
from psa_sync.aws.writes import Write
from psa_sync.domain.connection import PsaName
from psa_sync.domain.jobs import Progress, ProgressStatus
from psa_sync.ports import Clock

_KEPT: Final = timedelta(days=30)
_UNFINISHED: Final = frozenset({ProgressStatus.QUEUED, ProgressStatus.RUNNING})


class DynamoProgressBoard:
    """The port `ProgressBoard`.

    Args:
        table: Holds the rows; its time to live removes them some time after they expired.
        clock: Decides whether a row has expired.
    """

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def get(self, account: str, progress_id: str) -> Progress | None:
        """See the port."""
        item = self._table.get(keys.progress_key(account, progress_id))
        if item is None or int(item["expires_at"]["N"]) <= self._clock().timestamp():
            return None
        return from_item(item, Progress)

    def save(self, progress: Progress) -> None:
        """See the port; a finished job leaves the pointer, which then points to nothing running."""
        expires_at = number(int((self._clock() + _KEPT).timestamp()))
        writes = [
            Write(
                keys.progress_key(progress.account, progress.id),
                {"doc": document(progress), "expires_at": expires_at},
            )
        ]
        if progress.status in _UNFINISHED:
            pointer = keys.running_key(
                progress.account, progress.app, progress.user_id, progress.kind
            )
            writes.append(
                Write(pointer, {"progress_id": text(progress.id), "expires_at": expires_at})
            )
        self._table.commit(writes)

    def running(self, account: str, app: PsaName, user_id: str, kind: str) -> Progress | None:
        """See the port."""
        pointer = self._table.get(keys.running_key(account, app, user_id, kind))
        if pointer is None:
            return None
        progress = self.get(account, pointer["progress_id"]["S"])
        return progress if progress is not None and progress.status in _UNFINISHED else None
