"""Not a way to read, but what ours needs before: a connection, and people who are authenticated."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from benchmarks.pull_ways.connector import opened
from benchmarks.pull_ways.measured import run
from psa_sync import bootstrap
from psa_sync.domain.connection import Connection, ConnectionStatus, PsaName, PsaUser, UserLink

if TYPE_CHECKING:
    from benchmarks.pull_ways.measured import Plan


def make(plan: Plan) -> dict[str, Any]:
    """Store the key, the connection and a link for each technician."""
    account, app, now = plan["account"], PsaName(plan["app"]), datetime.now(UTC)
    identity, connections = opened(plan).identify(), bootstrap.connections()
    bootstrap.credentials().put(account, app, plan["credentials"])
    connections.save(
        Connection(
            account=account,
            app=app,
            tenant=identity.tenant,
            endpoint=identity.endpoint,
            own_id=identity.own_id,
            shown_credentials={},
            status=ConnectionStatus.ACTIVE,
            status_text="",
            since=now,
        )
    )
    for one in plan["people"]:
        person = PsaUser(**one)
        user_id = f"user-{person.user_name}"
        connections.link(
            UserLink(account=account, app=app, user_id=user_id, psa_user=person, linked_at=now)
        )
    return {"rows": plan["rows"]}


if __name__ == "__main__":
    run(make)
