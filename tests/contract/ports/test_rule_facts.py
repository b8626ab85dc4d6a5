"""What PSAs' rules depend on: documents per connection and per person."""

from datetime import timedelta

from psa_sync.ports import LARGEST_DOCUMENT, FactSheet
from tests.builders import ACCOUNT, AUTOTASK, CONNECTWISE, NOW
from tests.contract.ports.test_tenants import HOSTILE


def test_what_is_put_is_read_back(backend):
    assert backend.rule_facts.read(ACCOUNT, CONNECTWISE, "243") == (None, None)
    tenant, person = FactSheet(b"\x00\xff{}", NOW), FactSheet(b"", NOW + timedelta(microseconds=1))
    backend.rule_facts.put_tenant(ACCOUNT, CONNECTWISE, tenant)
    backend.rule_facts.put_people(ACCOUNT, CONNECTWISE, {"243": person})
    assert backend.rule_facts.read(ACCOUNT, CONNECTWISE, "243") == (tenant, person)
    assert backend.rule_facts.read(ACCOUNT, CONNECTWISE, "244") == (tenant, None)
    assert backend.rule_facts.read(ACCOUNT, AUTOTASK, "243") == (None, None)


def test_the_later_one_stands(backend):
    sheets = [FactSheet(word, NOW) for word in (b"former", b"later")]
    for sheet in sheets:
        backend.rule_facts.put_tenant(ACCOUNT, CONNECTWISE, sheet)
        backend.rule_facts.put_people(ACCOUNT, CONNECTWISE, {"1": sheet})
    assert backend.rule_facts.read(ACCOUNT, CONNECTWISE, "1") == (sheets[1], sheets[1])


def test_documents_of_any_allowed_size_and_of_many_people(backend):
    large = FactSheet(bytes(range(250)) * (LARGEST_DOCUMENT // 250), NOW)
    backend.rule_facts.put_tenant(ACCOUNT, CONNECTWISE, large)
    many = {str(number): FactSheet(b"%d" % number, NOW) for number in range(60)}
    backend.rule_facts.put_people(ACCOUNT, CONNECTWISE, many)
    backend.rule_facts.put_people(ACCOUNT, CONNECTWISE, {})
    assert backend.rule_facts.read(ACCOUNT, CONNECTWISE, "59") == (large, many["59"])


def test_hostile_accounts_and_people_stay_apart(backend):
    for number, name in enumerate(HOSTILE):
        backend.rule_facts.put_tenant(name, CONNECTWISE, FactSheet(b"a%d" % number, NOW))
        backend.rule_facts.put_people("alpine", AUTOTASK, {name: FactSheet(b"p%d" % number, NOW)})
    for number, name in enumerate(HOSTILE):
        tenant, _ = backend.rule_facts.read(name, CONNECTWISE, "x")
        _, person = backend.rule_facts.read("alpine", AUTOTASK, name)
        assert (tenant.document, person.document) == (b"a%d" % number, b"p%d" % number)
