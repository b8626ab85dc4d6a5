"""Keys of all rows: tags and escaped parts joined by `#`, so that no two tenants share a key."""

from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final, NamedTuple

from psa_sync.domain.connection import PsaName
from psa_sync.domain.work_item import WorkItemSpan, place_of

DUE_SHARDS: Final = 8
"""Partitions that the due entries are spread over; 1,000 writes a second fit into each."""

_SORT_KEY_BYTES: Final = 1000  # DynamoDB takes 1,024
_BEHIND_NUMBERS: Final = ";"
"""Sorts right behind the digits."""

PULL_PARTITION: Final = "PULL"
REMOVED_PARTITION: Final = "REMOVED"
ENTRY_SORT_KEY: Final = "ENTRY"
EVENT_PREFIX: Final = "EVENT#"
CONNECTION_PREFIX: Final = "C#"
LINK_PREFIX: Final = "USER#"
MEMBER_PREFIX: Final = "MEMBER#"


class Key(NamedTuple):
    """The table's primary key."""

    pk: str
    sk: str


def escaped(part: str) -> str:
    """Take the separator out of a part; different parts stay different."""
    return part.replace("%", "%25").replace("#", "%23")


def unescaped(part: str) -> str:
    """Undo `escaped`."""
    return part.replace("%23", "#").replace("%25", "%")


def instant_text(instant: datetime) -> str:
    """An instant as text that sorts like time."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def position_text(position: str) -> str:
    """Any text as a sort key: a position comes back from a client, who may have made it up."""
    return position.encode(errors="replace")[:_SORT_KEY_BYTES].decode(errors="ignore")


def account_partition(account: str) -> str:
    """Connections and progress of an account."""
    return f"A#{escaped(account)}"


def app_partition(account: str, app: PsaName) -> str:
    """Links and cursor of a connection."""
    return f"{account_partition(account)}#C#{escaped(app)}"


def user_partition(account: str, user_id: str) -> str:
    """Work items of a user; also the partition of the user's entries by start and by stamp."""
    return f"{account_partition(account)}#U#{escaped(user_id)}"


def entry_partition(account: str, entry_id: str) -> str:
    """An entry and its history."""
    return f"{account_partition(account)}#E#{escaped(entry_id)}"


def entry_key(account: str, entry_id: str) -> Key:
    """The entry itself."""
    return Key(entry_partition(account, entry_id), ENTRY_SORT_KEY)


def spent_key(account: str, entry_id: str) -> Key:
    """That the id was an entry's whose data was removed."""
    return Key(entry_partition(account, entry_id), "SPENT")


def event_key(account: str, entry_id: str, at: datetime, revision: int, place: int) -> Key:
    """A line of history; the revision keeps apart what two saves wrote at the same instant."""
    moment = f"{EVENT_PREFIX}{instant_text(at)}#{revision:010d}#{place:03d}"
    return Key(entry_partition(account, entry_id), moment)


def row_key(account: str, app: PsaName, psa_id: str) -> Key:
    """Which entry a PSA row belongs to."""
    return Key(f"{rows_partition(account, app)}#{escaped(psa_id)}", "ROW")


def rows_partition(account: str, app: PsaName) -> str:
    """All rows of a PSA that belong to an entry, in the index by start."""
    return f"{account_partition(account)}#P#{escaped(app)}"


def connection_key(account: str, app: PsaName) -> Key:
    """A connection."""
    return Key(account_partition(account), f"{CONNECTION_PREFIX}{escaped(app)}")


def tenant_key(app: PsaName, tenant: str) -> Key:
    """Which account holds a PSA tenant; the only rows that belong to no account."""
    return Key(f"T#{escaped(app)}#{escaped(tenant)}", "OWNER")


def link_key(account: str, app: PsaName, user_id: str) -> Key:
    """A user's link."""
    return Key(app_partition(account, app), f"{LINK_PREFIX}{escaped(user_id)}")


def member_key(account: str, app: PsaName, user_id: str) -> Key:
    """That the user was linked once; it outlives the link."""
    return Key(app_partition(account, app), f"{MEMBER_PREFIX}{escaped(user_id)}")


def preferences_key(account: str, app: PsaName, user_id: str) -> Key:
    """A user's own choices in a connected app."""
    return Key(app_partition(account, app), f"CHOICE#{escaped(user_id)}")


def person_key(account: str, app: PsaName, psa_user_id: str) -> Key:
    """Which user a PSA person is linked to."""
    return Key(app_partition(account, app), f"PERSON#{escaped(psa_user_id)}")


def cursor_key(account: str, app: PsaName) -> Key:
    """The pull cursor of a connection."""
    return Key(app_partition(account, app), "CURSOR")


def reconcile_key(account: str, app: PsaName) -> Key:
    """How far a connection is reconciled."""
    return Key(app_partition(account, app), "RECONCILE")


def budget_key(account: str, app: PsaName) -> Key:
    """How often a connection may call its PSA now."""
    return Key(app_partition(account, app), "BUDGET")


def reading_key(account: str, app: PsaName, hour: datetime) -> Key:
    """What was counted of a connection in the hour that begins then."""
    return Key(app_partition(account, app), f"READING#{instant_text(hour)}")


def hook_key(token: str) -> Key:
    """Whose the address of a hook is; it stands below no account, since no account is known."""
    return Key(f"H#{escaped(token)}", "HOOK")


def hooks_key(account: str, app: PsaName) -> Key:
    """Where the hooks of a connection call."""
    return Key(app_partition(account, app), "HOOKS")


def tenant_facts_key(account: str, app: PsaName) -> Key:
    """What a connection's rules depend on."""
    return Key(app_partition(account, app), "FACTS")


def person_facts_key(account: str, app: PsaName, psa_user_id: str) -> Key:
    """What the rules depend on for one person."""
    return Key(app_partition(account, app), f"FACTS#{escaped(psa_user_id)}")


def work_items_prefix(app: PsaName | None) -> str:
    """Begins the sort keys of a user's work items, of one app or of all."""
    return "W#" if app is None else f"W#{escaped(app)}#"


def work_item_key(account: str, user_id: str, work_item_id: str) -> Key:
    """A work item of a user; its id begins with the app."""
    return Key(user_partition(account, user_id), _work_item_place(work_item_id))


def work_item_limits(span: WorkItemSpan) -> tuple[str, str]:
    """The first and the last sort key that a work item of the span can have."""
    first = "" if span.after is None else str(span.after + 1)
    last = _BEHIND_NUMBERS if span.upto is None else str(span.upto)
    return _work_item_place(f"{span.prefix}{first}"), _work_item_place(f"{span.prefix}{last}")


def _work_item_place(work_item_id: str) -> str:
    app, _, _ = work_item_id.partition(":")
    return f"{work_items_prefix(PsaName(app))}{escaped(place_of(work_item_id))}"


def user_of(partition: str) -> str:
    """The user of a user's partition."""
    return parts_of(partition)[3]


def progress_key(account: str, progress_id: str) -> Key:
    """A watched job."""
    return Key(account_partition(account), f"J#{escaped(progress_id)}")


def running_key(account: str, app: PsaName, user_id: str, kind: str) -> Key:
    """Points to the newest unfinished job of its kind."""
    parts = "#".join(escaped(part) for part in (app, user_id, kind))
    return Key(account_partition(account), f"R#{parts}")


def problem_partition(account: str) -> str:
    """All problems of an account's entries."""
    return f"{account_partition(account)}#X"


def problem_prefix(user_id: str) -> str:
    """Begins the places of one user's problems; a digest, since ids may be as long as a key."""
    return f"{blake2b(user_id.encode(), digest_size=16).hexdigest()}#"


def due_partition(shard: int) -> str:
    """One of the partitions of due entries."""
    return f"DUE#{shard}"


def due_shard(account: str, entry_id: str) -> int:
    """The shard of an entry, the same on every machine and release."""
    digest = blake2b(entry_partition(account, entry_id).encode(), digest_size=1).digest()
    return digest[0] % DUE_SHARDS


def parts_of(key: str) -> list[str]:
    """The unescaped parts of a key, tags included."""
    return [unescaped(part) for part in key.split("#")]
