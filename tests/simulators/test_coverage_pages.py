from importlib import import_module
from pathlib import Path

import pytest

from local.simulated_psas import SIMULATED_PSAS
from local.simulators.quirks import as_table

SIMULATORS = Path(__file__).parents[2] / "local" / "simulators"


@pytest.mark.parametrize("vendor", SIMULATED_PSAS)
def test_the_page_of_what_is_covered_lists_every_quirk_with_its_source(vendor):
    known = import_module(f"local.simulators.{vendor}.quirks").ALL
    page = (SIMULATORS / vendor / "COVERAGE.md").read_text(encoding="utf-8")
    assert page.endswith(f"## Quirks\n\n{as_table(known)}")
    assert all(quirk.source for quirk in known)
