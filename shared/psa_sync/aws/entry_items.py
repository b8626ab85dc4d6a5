"""An entry, its history and its row mapping as rows of the table."""

from collections.abc import Sequence
from datetime import datetime

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, document, number, text
from psa_sync.aws.writes import Write, key_item
from psa_sync.domain.connection import PsaName
from psa_sync.domain.entry import Entry, Event


def entry_item(entry: Entry, stamp: str) -> Item:
    """The entry's row; it is in the indexes of due work and of problems only where it has any."""
    user = keys.user_partition(entry.account, entry.user_id)
    item = key_item(keys.entry_key(entry.account, entry.id)) | {
        "revision": number(entry.revision),
        "doc": document(entry),
        "feed_pk": text(user),
        "feed_sk": text(stamp),
        "start_pk": text(user),
        "start_sk": text(start_sort_key(entry)),
    }
    return item | _problem_place(entry) | _due_place(entry)


def _problem_place(entry: Entry) -> Item:
    if entry.problem is None:
        return {}
    account = keys.problem_partition(entry.account)
    return {"problem_pk": text(account), "problem_sk": text(problem_sort_key(entry))}


def problem_sort_key(entry: Entry) -> str:
    """Where the entry stands among its account's problems; "" where it has none."""
    if entry.problem is None:
        return ""
    prefix, since = keys.problem_prefix(entry.user_id), keys.instant_text(entry.problem.since)
    return f"{prefix}{since}#{keys.escaped(entry.id)}"


def _due_place(entry: Entry) -> Item:
    if entry.due_at is None:
        return {}
    shard = keys.due_shard(entry.account, entry.id)
    moment = due_sort_key(entry.app, entry.due_at)
    return {"due_pk": text(keys.due_partition(shard)), "due_sk": text(moment)}


def due_sort_key(app: PsaName, due_at: datetime, pointed: int = 0) -> str:
    """Where the entry stands among what is due, and how often the sweeper pointed at it."""
    place = f"{keys.instant_text(due_at)}#{keys.escaped(app)}"
    return f"{place}#{pointed}" if pointed else place


def start_sort_key(entry: Entry) -> str:
    """Where the entry stands among its user's entries."""
    return f"{keys.instant_text(entry.local.start)}#{keys.escaped(entry.id)}"


def entry_write(entry: Entry, stamp: str, *, replaces: int) -> Write:
    """Put the entry if the stored revision is the given one (0: if there is none)."""
    return Write(
        keys.entry_key(entry.account, entry.id),
        entry_item(entry, stamp),
        "revision = :revision" if replaces else "attribute_not_exists(pk)",
        {":revision": number(replaces)} if replaces else {},
    )


def mapping_write(entry: Entry, psa_id: str) -> Write:
    """Map the PSA row to the entry, unless another entry has it."""
    place = {
        "start_pk": text(keys.rows_partition(entry.account, entry.app)),
        "start_sk": text(keys.escaped(psa_id)),
    }
    return Write(
        keys.row_key(entry.account, entry.app, psa_id),
        {"entry_id": text(entry.id)} | place,
        "attribute_not_exists(pk) OR entry_id = :entry_id",
        {":entry_id": text(entry.id)},
    )


def event_writes(entry: Entry, events: Sequence[Event]) -> list[Write]:
    """Add lines to the history; the entry's revision makes their keys new."""
    return [
        Write(
            keys.event_key(entry.account, entry.id, event.at, entry.revision, place),
            {"doc": document(event)},
        )
        for place, event in enumerate(events)
    ]
