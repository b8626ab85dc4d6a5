"""An entry that the PSA holds twice, since a create was committed later than anybody waits for."""

from typing import Any

from psa_sync.domain.entry import RemoteRow
from tests.fakes.psa_faults import commits_late
from tests.unit.sync.scene import Scene

SETTLE = 301
LATE = 1200


def doubled(scene: Scene, **content: Any) -> RemoteRow:
    """Make the entry twice: the first create arrives when the second is long recorded.

    Returns:
        The row that is not the entry's.
    """
    made_late(scene, **content)
    scene.clock.advance(LATE)
    assert len(scene.psa.rows()) == 2
    return second_of(scene)


def made_late(scene: Scene, late: float = LATE, **content: Any) -> None:
    """Make the entry, with an earlier create still on its way."""
    scene.psa.fail("create", commits_late(late))
    scene.books(**content)
    scene.deliver()
    scene.later(SETTLE)
    assert scene.psa.calls["create"] == 2
    assert len(scene.psa.rows()) == 1


def second_of(scene: Scene) -> RemoteRow:
    """The row that is not the entry's."""
    (row,) = [row for row in scene.psa.rows() if row.psa_id != scene.entry().psa_id]
    return row
