"""The rules of the protocol, one switch each, and how far a scene goes."""

from dataclasses import dataclass

from tests.model.state import FIRST_VALUE, NOT_USED, Used, in_psa_words


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rules:
    """What the protocol does; everything True is the protocol, one False is a weakened variant.

    Compared by identity, as what a search has decided before is remembered by the rules too.

    Attributes:
        announces: An unknown outcome stays with the intent; otherwise the attempt counts as not
            sent and is made again.
        looks_up: Before another create the PSA is searched for the marker.
        claims_on_what_it_read: The claim is conditional on the row that was decided on.
        records_by_number: Only the holder of the newest attempt records.
        waits_for_senders: Nothing is resolved while a worker may still send.
        waits_for_requests: Nor while the PSA may still commit.
        waits_for_lists: Nor while a list may not show a row yet.
        checks_creator: A marker counts only on a row that our own user made.
        reads_before: A write looks at the row first, and merges when it moved.
        sends_changed_groups: An update sets the changed groups only, not the whole row.
        compares_content: An echo is known by its content, not by its author.
        keeps_tombstones: A deleted entry stays in the table.
        respects_locks: A locked row is not written.
        compares_stamps: What was read before the last known change is not applied.
        keeps_stored_words: The base holds what the PSA stored, not what it was sent.
        sends_again: An update of unknown outcome is sent again, and not taken for a person's edit.
        new_marker_after_delete: Once its row is deleted, an entry never uses that marker again.
        forgets_what_it_cannot_read: After an update of unknown outcome whose row is gone, nothing
            that was read of the row before is compared with.
        leaves_open_writes_alone: A poll ties no row to an entry while a create of it is open.
        lists_prove_nothing: A row that a list does not show is not taken for deleted.
        person_waits_for_read_back: An assumption, not a rule: people edit a row only after it was
            read back once.
    """

    announces: bool = True
    looks_up: bool = True
    claims_on_what_it_read: bool = True
    records_by_number: bool = True
    waits_for_senders: bool = True
    waits_for_requests: bool = True
    waits_for_lists: bool = True
    checks_creator: bool = True
    reads_before: bool = True
    sends_changed_groups: bool = True
    compares_content: bool = True
    keeps_tombstones: bool = True
    respects_locks: bool = True
    compares_stamps: bool = True
    keeps_stored_words: bool = True
    sends_again: bool = True
    new_marker_after_delete: bool = True
    forgets_what_it_cannot_read: bool = True
    leaves_open_writes_alone: bool = True
    lists_prove_nothing: bool = True
    person_waits_for_read_back: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """How the run begins, and how often each thing may happen in it.

    Attributes:
        booked: Entries that were booked and never sent.
        synced: Entries that both sides have alike already.
        most: Bounds of what need not happen.
        answers_row: The PSA answers a write with the row; otherwise it is read back.
        lists_lag: A new row appears in lists at some later moment.
        verbatim: The PSA stores every value as it was sent.
        workers: How many work at once.
    """

    booked: int = 1
    synced: int = 0
    most: Used = NOT_USED
    answers_row: bool = True
    lists_lag: bool = True
    verbatim: bool = False
    workers: int = 2

    @property
    def first_value(self) -> int:
        """What a client books; values of this size stand in the PSA's own words already."""
        return in_psa_words(FIRST_VALUE) if self.verbatim else FIRST_VALUE
