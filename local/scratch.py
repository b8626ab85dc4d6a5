"""Get rid of the emulator's temporary files without waiting for it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from pathlib import Path

# Whoever ends a stack waits for a rename, not for the removal of tens of thousands of files; the
# shell leaves that behind as nobody's child.
_REMOVE = 'nice rm -rf -- "$@" </dev/null >/dev/null 2>&1 &'


def discard(folder: Path) -> None:
    """Take a folder away at once; it, and what an earlier run discarded, is removed by and by."""
    if folder.exists():
        folder.rename(folder.with_name(f"{folder.name}.discarded-{uuid4().hex}"))
    if discarded := list(folder.parent.glob(f"{folder.name}.discarded-*")):
        subprocess.run(["sh", "-c", _REMOVE, "sh", *discarded], check=True, start_new_session=True)
