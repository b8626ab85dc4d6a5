"""A simulator behind TLS, for clients that others wrote and that are used here as they are."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from local.simulators.autotask.app import VENDOR
from local.simulators.autotask.app import create_app as create_autotask
from local.simulators.server import running
from tests.simulators.autotask.answers import holds_answers
from tests.simulators.autotask.conftest import NOW
from tests.simulators.connectwise.answers import judged_app as create_app
from tests.simulators.connectwise.psa import Clock, Psa


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """The file of a certificate for 127.0.0.1 with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "simulated PSA")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "psa.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture(scope="module")
def connectwise(certificate):
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    clock = Clock()
    with (
        running(create_app(clock, days_of_past=20), tls) as url,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        caller = Psa(url, clock)
        with caller.session:
            yield caller


@pytest.fixture(scope="module")
def tenant():
    """An Autotask tenant: its address, the simulator, and what is wrong with its answers."""
    faults: list[str] = []
    app = create_autotask(lambda: NOW, entries_per_day=(1, 1))
    app.middlewares.insert(3, holds_answers(app[VENDOR].quirks, faults))
    with running(app) as url:
        yield url, app[VENDOR], faults
