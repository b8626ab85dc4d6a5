"""The PSAs under test: every one of the registry, each with a module of its name here."""

from importlib import import_module

from psa_sync.connectors.registry import CONNECTORS
from tests.contract.cases.case import Case

CASE_OF: dict[str, Case] = {str(app): import_module(f"{__name__}.{app}").CASE for app in CONNECTORS}
CASES: tuple[Case, ...] = tuple(CASE_OF.values())
APPS: tuple[str, ...] = tuple(CASE_OF)
