"""The scenes in which the protocol must hold, and the weaker protocols that must not."""

from dataclasses import dataclass
from typing import Final

from tests.model.rules import Rules, Scene
from tests.model.state import Used

PROTOCOL: Final = Rules()

SCENES: Final = {
    "one entry, everything once": Scene(
        most=Used(
            edits=1,
            deletes=1,
            person_edits=1,
            person_deletes=1,
            copies=1,
            faults=1,
            old_pages=1,
        )
    ),
    "locks and two edits": Scene(most=Used(edits=2, deletes=1, locks=2, faults=1)),
    "two faults": Scene(most=Used(edits=2, deletes=1, person_edits=1, faults=2)),
    "a PSA that answers without the row": Scene(
        answers_row=False, most=Used(edits=2, deletes=1, person_edits=1, faults=1)
    ),
    "a PSA that stores every word": Scene(
        verbatim=True,
        most=Used(edits=1, deletes=1, person_edits=1, person_deletes=1, old_pages=1),
    ),
    "two entries": Scene(
        booked=1, synced=1, most=Used(edits=1, deletes=1, person_edits=1, faults=1)
    ),
    "two new entries": Scene(booked=2, most=Used(edits=1, deletes=1, faults=1)),
}
"""What `make model` goes through."""

SMALL_SCENES: Final = {
    "an edit, a delete, two faults": Scene(most=Used(edits=1, deletes=1, faults=2)),
    "a person and an old page": Scene(most=Used(edits=1, deletes=1, person_edits=1, old_pages=1)),
    "a lock": Scene(most=Used(edits=1, deletes=1, locks=2)),
    "a PSA that answers without the row": Scene(
        answers_row=False, most=Used(edits=1, deletes=1, faults=1)
    ),
    "two new entries": Scene(booked=2, most=Used(edits=1)),
}
"""The same in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A protocol that is not enough.

    Attributes:
        rules: What it does.
        scene: Where that shows.
        breaks: The promise that does not hold, as the search words it.
        steps: Length of the shortest story.
    """

    rules: Rules
    scene: Scene
    breaks: str
    steps: int


TWICE: Final = "two rows of one marker: the work is billed twice"
OWN_VALUE: Final = "a value of our own is taken for a person's edit"
A_FAULT: Final = Scene(most=Used(edits=1, deletes=1, faults=1))
A_PERSON: Final = Scene(most=Used(edits=2, deletes=1, person_edits=1, faults=1))
AN_OLD_PAGE: Final = Scene(most=Used(edits=1, deletes=1, person_edits=1, faults=1, old_pages=1))
LOCKS: Final = Scene(most=Used(edits=1, deletes=1, locks=1))
NOT_SETTLED: Final = {
    "waits_for_senders": False,
    "waits_for_requests": False,
    "waits_for_lists": False,
}
NOT_FENCED: Final = {"claims_on_what_it_read": False, "records_by_number": False}

VARIANTS: Final = {
    "an unknown outcome counts as not sent: plain retry": Variant(
        rules=Rules(announces=False), scene=A_FAULT, breaks=TWICE, steps=7
    ),
    "a record in progress that expires": Variant(
        rules=Rules(looks_up=False, waits_for_requests=False, waits_for_lists=False),
        scene=A_FAULT,
        breaks=TWICE,
        steps=7,
    ),
    "intent, marker and look-up alone": Variant(
        rules=Rules(**NOT_SETTLED, **NOT_FENCED), scene=A_FAULT, breaks=TWICE, steps=8
    ),
    "a fence, but no settle wait": Variant(
        rules=Rules(**NOT_SETTLED), scene=A_FAULT, breaks=TWICE, steps=8
    ),
    "a settle wait, but no fence": Variant(
        rules=Rules(**NOT_FENCED), scene=A_FAULT, breaks=TWICE, steps=8
    ),
    "absent while the PSA may still commit": Variant(
        rules=Rules(waits_for_requests=False), scene=A_FAULT, breaks=TWICE, steps=9
    ),
    "absent while a list may lag": Variant(
        rules=Rules(waits_for_lists=False), scene=A_FAULT, breaks=TWICE, steps=8
    ),
    "a claim without condition": Variant(
        rules=Rules(claims_on_what_it_read=False), scene=A_FAULT, breaks=TWICE, steps=8
    ),
    "a record without the attempt's number": Variant(
        rules=Rules(records_by_number=False),
        scene=A_PERSON,
        breaks="an edit comes back that the client had replaced",
        steps=11,
    ),
    "the marker counts on anybody's row": Variant(
        rules=Rules(checks_creator=False),
        scene=Scene(most=Used(person_deletes=1, copies=1, faults=1)),
        breaks="an entry is tied to a row that a person made",
        steps=7,
    ),
    "no look before an update": Variant(
        rules=Rules(reads_before=False),
        scene=A_PERSON,
        breaks="the update of a row with an edit that nobody has looked at",
        steps=7,
    ),
    "an update of the whole row": Variant(
        rules=Rules(sends_changed_groups=False),
        scene=A_PERSON,
        breaks="a person's edit of another group is overwritten",
        steps=10,
    ),
    "an echo known by its author": Variant(
        rules=Rules(compares_content=False),
        scene=A_PERSON,
        breaks="at rest, the two sides differ (A)",
        steps=12,
    ),
    "the base holds what was sent": Variant(
        rules=Rules(keeps_stored_words=False), scene=A_FAULT, breaks=OWN_VALUE, steps=4
    ),
    "a delete without a tombstone": Variant(
        rules=Rules(keeps_tombstones=False),
        scene=AN_OLD_PAGE,
        breaks="a deleted entry is imported again",
        steps=13,
    ),
    "a row that a list does not show is a delete": Variant(
        rules=Rules(lists_prove_nothing=False),
        scene=A_FAULT,
        breaks="an entry is taken for deleted while its row lives",
        steps=5,
    ),
    "locks are not heeded": Variant(
        rules=Rules(respects_locks=False),
        scene=LOCKS,
        breaks="the update of a row that is locked",
        steps=10,
    ),
    "old pages are applied": Variant(
        rules=Rules(compares_stamps=False), scene=AN_OLD_PAGE, breaks=OWN_VALUE, steps=9
    ),
    "an update of unknown outcome is taken for a person's": Variant(
        rules=Rules(sends_again=False), scene=A_FAULT, breaks=OWN_VALUE, steps=12
    ),
    "a marker is used again after a delete": Variant(
        rules=Rules(new_marker_after_delete=False),
        scene=Scene(verbatim=True, most=Used(edits=1, deletes=1, old_pages=1)),
        breaks="at rest, the client was told otherwise about the delete (A)",
        steps=15,
    ),
    "a poll ties a row to an entry that is being created": Variant(
        rules=Rules(leaves_open_writes_alone=False),
        scene=Scene(most=Used(person_deletes=1, faults=1, old_pages=1)),
        breaks="row 1 is left behind, no entry knows it",
        steps=16,
    ),
    "what was read before a lost update is compared with": Variant(
        rules=Rules(forgets_what_it_cannot_read=False),
        scene=Scene(most=Used(edits=1, faults=1, old_pages=1, person_deletes=1)),
        breaks=OWN_VALUE,
        steps=15,
    ),
    "outside the promise: a person edits before the row was read back": Variant(
        rules=Rules(person_waits_for_read_back=False),
        scene=A_PERSON,
        breaks="at rest, the two sides differ (A)",
        steps=8,
    ),
}
"""Each must be caught, and none sooner or later than here."""
