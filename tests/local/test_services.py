from local.services import Services
from local.simulated_psas import SIMULATED_PSAS
from local.stack_file import AwsAccess
from psa_sync.connectors.registry import CONNECTORS
from psa_sync.domain.connection import PsaName
from tests.infrastructure.sam_template import template

PORTS = {app: 4571 + number for number, app in enumerate(SIMULATED_PSAS)}
OWN_HOSTS = ",".join(f"127.0.0.1:{port}" for port in PORTS.values())
SERVICES = Services(
    aws=AwsAccess("http://127.0.0.1:4566"),
    issuer_url="http://127.0.0.1:4567",
    simulators={app: psa.at(PORTS[app]) for app, psa in SIMULATED_PSAS.items()},
)


def values(hosts="", zone_url=""):
    return SERVICES.template_parameters(hosts, zone_url)


def test_every_value_is_for_a_parameter_of_the_template():
    assert set(values()) <= set(template()["Parameters"])


def test_every_parameter_without_a_default_gets_a_value():
    needed = {name for name, one in template()["Parameters"].items() if "Default" not in one}
    assert needed
    assert needed <= set(values())


def test_every_psa_of_the_product_has_a_simulator():
    assert set(SIMULATED_PSAS) == set(CONNECTORS)


def test_only_the_simulators_may_be_called():
    assert values()["PsaHosts"] == OWN_HOSTS


def test_a_psa_that_someone_else_wrote_can_be_called_too():
    hosts = values(hosts="127.0.0.1:9101,127.0.0.1:9102")["PsaHosts"]
    assert hosts == f"{OWN_HOSTS},127.0.0.1:9101,127.0.0.1:9102"


def test_the_own_simulator_is_asked_for_a_zone_before_anybody_else():
    other = "http://127.0.0.1:9102/atservicesrest/v1.0/zoneInformation"
    own = SERVICES.simulators["autotask"].zone_url
    assert values()["AutotaskZoneUrls"] == own
    assert values(zone_url=other)["AutotaskZoneUrls"] == f"{own},{other}"


def test_the_install_form_of_a_simulator_is_filled_in():
    for app, simulator in SERVICES.simulators.items():
        required = CONNECTORS[PsaName(app)].form["required"]
        assert set(required) <= set(simulator.credentials)
        assert all(simulator.credentials.values())
