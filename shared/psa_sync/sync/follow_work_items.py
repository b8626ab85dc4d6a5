"""Bring the work items that changed up to date, for all people of a connection at once."""

from dataclasses import replace

from psa_sync.domain.connection import Connection, UserLink
from psa_sync.domain.jobs import PullJob, PullKind
from psa_sync.domain.settings import ImportScope, Mode
from psa_sync.domain.webhook import Hint, Subject
from psa_sync.ports import LookedAt, Onlooker, PsaConnector
from psa_sync.sync.choices import settings_for
from psa_sync.sync.effects import Effects
from psa_sync.sync.shelve_work_items import Shelf


def follow_hint(hint: Hint, connection: Connection, psa: PsaConnector, effects: Effects) -> None:
    """Read the one work item again that a webhook hinted at, where they come by themselves.

    A container with another name, or none, stands in the way down to much else: who has it gets a
    whole import.

    Raises:
        TransientError, CredentialsError: It is done again later.
    """
    if hint.psa_id is None or connection.settings.project_sync is Mode.MANUAL:
        return
    links = effects.connections.links(connection.account, connection.app)
    if not links:
        return
    sight = psa.look_at(hint.subject, hint.psa_id, _onlookers(links, connection, effects))
    if hint.subject is Subject.TICKET:
        _take(sight, links, effects)
        return
    renamed = [link for link in links if _is_renamed(sight, link, effects)]
    imports = [
        PullJob(account=link.account, app=link.app, kind=PullKind.WORK_ITEMS, user_id=link.user_id)
        for link in renamed
    ]
    if imports:
        effects.queue.pull(imports)


def import_changed_work_items(
    job: PullJob, connection: Connection, psa: PsaConnector, effects: Effects
) -> None:
    """Read what changed since the job's instant, for people who have all open work.

    Raises:
        TransientError, CredentialsError: It is done again later.
    """
    links = effects.connections.links(job.account, job.app)
    people = [one for one in _onlookers(links, connection, effects) if one.scope is ImportScope.ALL]
    if not people or job.since is None:
        return
    theirs = {one.person.id for one in people}
    concerned = [link for link in links if link.psa_user.id in theirs]
    page = job.page
    while True:
        sight = psa.changed_work_items(people, job.since, page)
        _take(sight, concerned, effects)
        page = sight.next_page
        if page is None:
            return
        if effects.remaining() < effects.limits.call * 2:
            effects.queue.pull([replace(job, page=page, attempt=0)])
            return


def _onlookers(links: list[UserLink], connection: Connection, effects: Effects) -> list[Onlooker]:
    return [
        Onlooker(link.psa_user, settings_for(connection, link.user_id, effects).import_scope)
        for link in sorted(links, key=lambda link: link.psa_user.id)
    ]


def _take(sight: LookedAt, links: list[UserLink], effects: Effects) -> None:
    for link in links:
        items = sight.items.get(link.psa_user.id, ())
        Shelf(link, effects).take_looked_at(sight.ids, items)


def _is_renamed(sight: LookedAt, link: UserLink, effects: Effects) -> bool:
    """True where the person has the container, and not as it is now."""
    known = effects.work_items.get_many(link.account, link.user_id, sight.ids)
    now = {item.id: item.name for item in sight.items.get(link.psa_user.id, ())}
    return any(now.get(one.id) != one.name for one in known.values())
