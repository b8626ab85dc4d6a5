"""People who were deactivated in the PSA are noticed."""

from dataclasses import replace


def test_who_is_deactivated_is_told_and_who_is_back_is_not(psa):
    paul, maria = (psa.connector.find_person(name) for name in ("PPierce", "MKeller"))
    assert psa.connector.inactive([paul, maria]) == frozenset()
    psa.sets(what="person", id=paul.id, active=False)
    assert psa.connector.inactive([paul, maria]) == {paul.id}
    assert psa.connector.inactive([maria]) == frozenset()
    psa.sets(what="person", id=paul.id, active=True)
    assert psa.connector.inactive([paul, maria]) == frozenset()


def test_many_people_are_asked_for_in_parts(psa):
    paul = psa.connector.find_person("PPierce")
    psa.sets(what="person", id=paul.id, active=False)
    many = [replace(paul, id=str(number)) for number in range(9_000, 10_100)]
    assert psa.connector.inactive([*many, paul]) == {paul.id}


def test_whom_our_role_may_not_see_is_called_nothing(psa):
    paul = psa.connector.find_person("PPierce")
    psa.sets(what="person", id=paul.id, active=False)
    psa.forbids("people")
    assert psa.connector.inactive([paul]) == frozenset()
