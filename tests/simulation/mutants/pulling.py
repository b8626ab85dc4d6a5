"""Mutants of how a PSA's changes are walked through."""

from typing import Final

from tests.simulation.mutants.mutant import Mutant

PUSH: Final = "sync/push_entry.py"
PULL: Final = "sync/pull_changes.py"
LOOK: Final = "sync/look_for_rows.py"

PULLING: Final = (
    Mutant(
        "cursor moved before the rows are stored",
        PULL,
        "        changed += observer.take_in(found.rows)\n",
        "        effects.cursors.finish(\n"
        "            job.account, job.app, position=found.newest, at=effects.clock()\n"
        "        )\n"
        "        changed += observer.take_in(found.rows)\n",
    ),
    Mutant(
        "cursor in our own time",
        PULL,
        "position=newest, at=now)",
        'position=now.strftime("%Y-%m-%dT%H:%M:%SZ"), at=now)',
    ),
    Mutant(
        "cursor moved back",
        PULL,
        "max(filter(None, (since, newest, found.newest)), default=None)",
        "found.newest or newest",
    ),
    Mutant(
        "rows missing from a walk",
        PULL,
        "        page = found.next_page\n",
        "        page = None\n",
    ),
    Mutant(
        "a list is proof enough of a delete",
        LOOK,
        '        row = ground.psa.read(entry.psa_id or "", ground.link.psa_user)\n',
        '        raise MissingError("the list says so")\n',
    ),
    Mutant(
        "a row that is missing counts as deleted",
        PUSH,
        '        _repark(writing, problem_now("psa_row_missing", effects))\n',
        "        from dataclasses import replace\n"
        "        from psa_sync.domain.intents import unbound\n"
        "        gone = replace(unbound(writing.entry), deleted_at=effects.clock())\n"
        "        save(replace(gone, version=gone.version + 1), writing.policy, effects)\n",
    ),
)
