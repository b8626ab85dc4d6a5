"""An entry, its history and its row mapping as rows of the table."""

from collections.abc import Sequence
from datetime import datetime

from psa_sync.aws import keys
from psa_sync.aws.documents import Item, document, number, text
from psa_sync.aws.writes import Write, key_item
from psa_sync.domain.connection import PsaName
from psa_sync.domain.entry import Entry, Event


def entry_item(entry: Entry, stamp: str) -> Item:
    """The entry's row; `due_at` None leaves it out of the index of due work."""
    user = keys.user_partition(entry.account, entry.user_id)
    item = key_item(keys.entry_key(entry.account, entry.id)) | {
        "revision": number(entry.revision),
        "doc": document(entry),
        "feed_pk": text(user),
        "feed_sk": text(stamp),
        "start_pk": text(user),
        "start_sk": text(start_sort_key(entry)),
    }
    if entry.due_at is None:
        return item
    shard = keys.due_shard(entry.account, entry.id)
    moment = due_sort_key(entry.app, entry.due_at)
    return item | {"due_pk": text(keys.due_partition(shard)), "due_sk": text(moment)}


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
    return Write(
        keys.row_key(entry.account, entry.app, psa_id),
        {"entry_id": text(entry.id)},
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
