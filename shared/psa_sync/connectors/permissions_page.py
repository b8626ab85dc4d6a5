"""The page of the rights that an API user needs, made from the lists that the check uses."""

import sys
from collections.abc import Iterator
from typing import Final

from psa_sync.connectors.registry import CONNECTORS, ConnectorSpec
from psa_sync.domain.permission import IN_USE, needed

_HEAD: Final = """# Permissions of the API user

The fewest rights with which everything works, to be given instead of the role Admin. The check at
install, and `POST /v1/connected-apps/{app}/connection/check` at any time, compare the API user with
these lists and name each difference, with the menu to mend it in. This page is made from the lists
by `make openapi`; change them there, not the page.

"Without it" is what the check does: it *fails*, and the app is not installed; or it *warns*, and
everything else works. Where the connection only takes time from the PSA (setting `direction`), no
right to book it is asked for; where PSAs do not reach this service, none to register webhooks.
"""


def text() -> str:
    """The page as docs/permissions.md holds it; `make openapi` writes it there."""
    return _HEAD + "".join(part for spec in CONNECTORS.values() for part in _section(spec))


def _section(spec: ConnectorSpec) -> Iterator[str]:
    guide = spec.permissions
    asked_for = needed(guide.permissions, IN_USE)
    yield f"\n## {spec.name}\n\n{guide.steps}\n\n"
    yield from _table("area", "right", "level", "needed", "without it")
    for one in asked_for:
        level, without = f"{one.verb}: {one.level}", "fails" if one.required else "warns"
        yield _line(one.area, one.name, level, one.purpose, without)
    unused = [area for area in guide.areas if area not in {one.area for one in asked_for}]
    if unused:
        yield f"\nNothing is needed of {', '.join(unused)}.\n"
    yield "\nBeside the rights:\n\n"
    yield from _table("setting", "must be", "otherwise")
    yield from (_line(*cells) for cells in guide.beside)
    yield f"\n{guide.note}\n"


def _table(*columns: str) -> Iterator[str]:
    yield _line(*columns)
    yield _line(*["---"] * len(columns))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    sys.stdout.write(text())
