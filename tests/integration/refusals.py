"""What holds for every refusal: a whole problem, and nothing written anywhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from psa_sync.aws.call_counts import calls_made

READS = ("Get", "BatchGet", "Query", "List", "Describe")


@contextmanager
def nothing_is_written() -> Iterator[None]:
    """No call that could change the table, a queue or a secret."""
    before = calls_made()
    yield
    called = {name.partition(".")[2] for name in calls_made() - before}
    assert not {name for name in called if not name.startswith(READS)}
