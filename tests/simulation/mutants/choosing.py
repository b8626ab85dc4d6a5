"""Settings that are stored, and not kept to."""

from tests.simulation.mutants.mutant import Mutant

CHOOSING = (
    Mutant(
        "drafts are sent",
        "domain/plan.py",
        "        idle = entry.deleted_at is not None or entry.draft\n",
        "        idle = entry.deleted_at is not None\n",
    ),
    Mutant(
        "changes of drafts are sent",
        "domain/plan.py",
        "    if not ours or entry.draft:\n",
        "    if not ours:\n",
    ),
    Mutant(
        "deletes that are drafts are sent",
        "domain/plan.py",
        "    if entry.draft:\n        return NOTHING\n",
        "",
    ),
    Mutant(
        "sync now releases nothing",
        "sync/release_entries.py",
        "if _walk(job, connection, effects, watched, release=True):",
        "if _walk(job, connection, effects, watched, release=False):",
    ),
    Mutant(
        "new settings leave drafts behind",
        "sync/release_entries.py",
        "_walk(job, connection, effects, watched, release=release)",
        "_walk(job, connection, effects, watched, release=False)",
    ),
    Mutant(
        "written against the direction",
        "sync/push_entry.py",
        "action in WRITES and not policy.writes_to_psa",
        "action in frozenset() and not policy.writes_to_psa",
    ),
    Mutant(
        "imported against the direction",
        "sync/observe_rows.py",
        "            if not policy.takes_from_psa:\n                return None\n",
        "",
    ),
    Mutant(
        "edits taken in against the direction",
        "domain/plan.py",
        "    if policy.takes_from_psa:\n",
        "    if policy.conflicts:\n",
    ),
    Mutant(
        "deletes taken in against the direction",
        "domain/plan.py",
        "(sent and policy.takes_from_psa)",
        "sent",
    ),
    Mutant(
        "what was passed over is not fetched",
        "sync/change_settings.py",
        "        kinds.append(PullKind.BACKFILL)",
        "        kinds.append(PullKind.DISPLAY)",
    ),
    Mutant(
        "rounding is not remembered",
        "sync/writing.py",
        "            entry = replace(entry, rounded_to=self.connection.settings.round_hours_to)\n",
        "            entry = replace(entry, rounded_to=None)\n",
    ),
    Mutant(
        "rounding always downwards",
        "domain/hours.py",
        "(seconds * 2 + quantum)",
        "(seconds * 2)",
    ),
)
