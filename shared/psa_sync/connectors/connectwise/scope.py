"""What may hide records from our API member beside its security role: level, locations, boards."""

from collections.abc import Collection
from typing import Final

from psa_sync.connectors.connectwise.menu_paths import API_MEMBER
from psa_sync.connectors.connectwise.schemas import OwnMember
from psa_sync.domain.connection import Check

WHOLE_COMPANY: Final = "corporate"
"""The vendor's name of the first organisation level, which sees every location."""
FIRST_LEVEL: Final = 1


def scope_checks(own: OwnMember | None) -> list[Check]:
    """Look at what may hide tickets and time, and say what cannot be seen."""
    if own is None:
        return [_warning(
            "api_member",
            "ConnectWise does not show us our own API member, so its level, locations and boards "
            "cannot be checked.",
            "Look whether its level is Corporate (Level 1), and whether all boards are shown to it."
        )]  # fmt: skip
    return [_level(own), _locations(own), _boards(own)]


def _level(own: OwnMember) -> Check:
    level = own.structure_level
    name = (level.name if level else None) or ""
    if level is not None and (level.id == FIRST_LEVEL or WHOLE_COMPANY in name.casefold()):
        return _passed("organisation_level", f"The API member stands at the level {name}.")
    stands = f"stands at the level {name}" if name else "stands at a level that we are not told"
    return _warning(
        "organisation_level",
        f"The API member {stands}. Below Corporate (Level 1), time and tickets of other locations "
        "are hidden from it.",
        "Set its Level to Corporate (Level 1); where it is, nothing is to be done.",
    )


def _locations(own: OwnMember) -> Check:
    flags = {"location": own.restrict_location_flag, "department": own.restrict_department_flag}
    restricted = [name for name, flag in flags.items() if flag]
    if restricted:
        return _warning(
            "location_scope",
            f"The API member is restricted to its own {' and '.join(restricted)}: time and tickets "
            "of others may be hidden from it.",
            "Take the restriction away.",
        )
    untold = [name for name, flag in flags.items() if flag is None]
    if untold:
        return _warning(
            "location_scope",
            f"We are not told whether the API member is restricted to its own "
            f"{' and '.join(untold)}.",
            "Look whether it is; where it is not, nothing is to be done.",
        )
    return _passed("location_scope", "The API member is not restricted to a location.")


def _boards(own: OwnMember) -> Check:
    kinds = {
        "service": own.excluded_service_board_ids,
        "project": own.excluded_project_board_ids,
    }
    hidden = [f"{_numbers(ids)} ({kind})" for kind, ids in kinds.items() if ids]
    if hidden:
        return _warning(
            "board_scope",
            f"These boards are hidden from the API member, with their tickets: "
            f"{', '.join(hidden)}.",
            "Show it every board on which technicians book time.",
        )
    if None in kinds.values():
        return _warning(
            "board_scope",
            "We are not told which boards are hidden from the API member.",
            "Look whether any is; where none is, nothing is to be done.",
        )
    return _passed("board_scope", "No board is hidden from the API member.")


def _numbers(ids: Collection[int]) -> str:
    return ", ".join(f"board {one}" for one in sorted(ids))


def _passed(code: str, message: str) -> Check:
    return Check(code=code, status="pass", message=message)


def _warning(code: str, message: str, fix: str) -> Check:
    return Check(code=code, status="warn", message=message, fix=fix, where=API_MEMBER)
