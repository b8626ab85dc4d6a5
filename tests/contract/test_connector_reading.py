"""Asked of every connector: all pages, all days and all changes, and nobody else's."""

from datetime import date, timedelta

from tests.builders import NOW
from tests.contract.connectors import every_page

TODAY = NOW.date()


def test_all_pages_of_all_days_are_exactly_the_persons_rows(psa, paul):
    first = TODAY - timedelta(days=120)
    rows = every_page(lambda page: psa.connector.rows_of_days(paul, first, TODAY, page))
    there = psa.rows_of(paul)
    assert len(rows) > 15
    assert sorted(row.psa_id for row in rows) == sorted(there)
    assert {row.person_id for row in rows} == {paul.id}
    ids = [int(row.psa_id) for row in rows]
    assert ids == sorted(set(ids))


def test_single_days_add_up_to_the_whole(psa, paul):
    days = [TODAY - timedelta(days=back) for back in range(14)]

    def rows_of(first: date, last: date) -> list[str]:
        found = every_page(lambda page: psa.connector.rows_of_days(paul, first, last, page))
        assert all(first <= row.work_date <= last for row in found)
        return [row.psa_id for row in found]

    one_by_one = [psa_id for day in days for psa_id in rows_of(day, day)]
    assert sorted(one_by_one) == sorted(rows_of(days[-1], days[0]))
    assert one_by_one


def test_a_persons_edit_in_the_psa_is_seen_and_only_of_the_people_asked_for(psa, paul, draft):
    maria = psa.connector.find_person("MKeller")
    mine = psa.connector.create(draft).psa_id
    hers = max(psa.rows_of(maria), key=int)
    before = psa.connector.changed_rows([paul], None, NOW, None)
    psa.clock.advance(3600)
    psa.edits(paul, mine, "changed by Paul")
    psa.edits(maria, hers, "changed by Maria")
    seen = every_page(
        lambda page: psa.connector.changed_rows([paul], before.newest, psa.clock(), page)
    )
    assert [(row.psa_id, row.content.notes) for row in seen] == [(mine, "changed by Paul")]
    both = psa.connector.changed_rows([maria, paul], before.newest, psa.clock(), None)
    assert {row.psa_id: row.person_id for row in both.rows} == {mine: paul.id, hers: maria.id}


def test_reading_on_from_the_newest_change_never_steps_over_it(psa, paul, draft):
    psa.clock.advance(7200)
    psa_id = psa.connector.create(draft).psa_id
    first = psa.connector.changed_rows([paul], None, psa.clock(), None)
    again = psa.connector.changed_rows([paul], first.newest, psa.clock(), None)
    assert psa_id in {row.psa_id for row in again.rows}
    assert again.newest == first.newest


def test_without_changes_there_is_no_position(psa, paul):
    psa.clock.advance(40 * 86_400)
    found = psa.connector.changed_rows([paul], None, psa.clock(), None)
    assert (found.rows, found.next_page, found.newest) == ((), None, None)
