"""Our pull as it is deployed: rows become entries in the table, message by message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.pull_ways.measured import run
from benchmarks.pull_ways.messages import work_off
from psa_sync.aws.call_counts import calls_made
from psa_sync.domain.jobs import PullJob, PullKind

if TYPE_CHECKING:
    from benchmarks.pull_ways.measured import Plan


def read(plan: Plan) -> dict[str, Any]:
    """Run the pull job, and every message in which it goes on."""
    job = PullJob(account=plan["account"], app=plan["app"], kind=PullKind.CHANGES)
    before = calls_made()
    messages, changed = work_off(job, plan)
    made = dict(calls_made() - before)
    return {"rows": plan["rows"], "changed": changed, "messages": messages, "awsCalls": made}


if __name__ == "__main__":
    run(read)
