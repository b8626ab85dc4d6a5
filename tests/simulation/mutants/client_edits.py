"""Mutants of how a client's edit is taken."""

from typing import Final

from tests.simulation.mutants.mutant import Mutant

CLIENT_EDITS: Final = (
    Mutant(
        "version not counted",
        "domain/client_edits.py",
        "        version=entry.version + 1,\n",
        "        version=entry.version,\n",
    ),
    Mutant(
        "the version that a client saw not compared",
        "domain/client_edits.py",
        '    if if_match != entry.version:\n        raise EditRefusedError("version_conflict"',
        '    if if_match is None:\n        raise EditRefusedError("version_conflict"',
    ),
    Mutant(
        "made anew under the old marker",
        "domain/client_edits.py",
        "entry.generation + 1 if free else entry.generation",
        "entry.generation",
    ),
)
