from collections.abc import Iterator

import pytest

from tests.unit.connectors.autotask.scripted_vendor import Vendor, scripted_vendor


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with scripted_vendor() as running:
        yield running
