"""Much time at once, for measurements: copies of what a member did, typed in now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.connectwise.sheets import OPEN
from local.simulators.ledger import instant
from local.simulators.volume import HOURS, LENGTH, beginnings

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.vendor import ConnectWise


def add_time(vendor: ConnectWise, member: Row, count: int, days: int) -> list[int]:
    """Store so many entries of a member; no rule is asked, and no callback sent.

    Returns:
        Ids of the first and the last.

    Raises:
        ValueError: the member has no open entry to copy.
    """
    store, sheets, by = vendor.store, vendor.sheets, member["identifier"]
    mine = store.entries.where("member/id", member["id"])
    pattern = next((row for row in reversed(mine) if row["status"] in OPEN), None)
    if pattern is None:
        message = f"Member {member['id']} has no open time entry to copy"
        raise ValueError(message)
    now = store.now()
    ids: list[int] = []
    used: dict[str, Row] = {}
    copied = {**pattern, "dateEntered": instant(now), "_info": store.stamp(by)}
    copied |= {"actualHours": HOURS, "hoursDeduct": 0.0}
    for start in beginnings(now, count, days):
        begin = instant(start)
        if begin[:10] not in used:
            sheet = sheets.ensure(member, sheets.day_of(member, begin), by)
            used[begin[:10]] = {
                "id": sheet["id"],
                "name": f"{sheet['dateStart']} to {sheet['dateEnd']}",
            }
        row = copied | {"id": store.entries.new_id(), "timeSheet": used[begin[:10]]}
        row |= {"timeStart": begin, "timeEnd": instant(start + LENGTH)}
        store.entries.put(row)
        vendor.ledger.seed_shared(str(row["id"]), row, str(member["id"]), now)
        ids.append(row["id"])
    sheets.recount(*(sheet["id"] for sheet in used.values()))
    return [ids[0], ids[-1]]
