"""The demo MSP "Alpine IT Services": always the same people and work, dates relative to now."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from local.simulators.connectwise.catalogue import seed_catalogue, seed_charge_codes
from local.simulators.connectwise.past import seed_past
from local.simulators.connectwise.people import seed_members
from local.simulators.connectwise.work import seed_work

if TYPE_CHECKING:
    from local.simulators.connectwise.comparison import Row
    from local.simulators.connectwise.sheets import Sheets
    from local.simulators.connectwise.store import Store
    from local.simulators.ledger import Ledger

COMPANY_ID = "alpineit"
PUBLIC_KEY = "AlpinePublicKey1"
PRIVATE_KEY = "AlpinePrivateKey"
CLIENT_ID = "5d1c7c9a-6a51-4b52-9d0c-2f7a3c1f4e10"
RANDOM_SEED = 20_240_229
DAYS_OF_PAST = 91


def seed(store: Store, sheets: Sheets, ledger: Ledger, days: int = DAYS_OF_PAST) -> Row:
    """Fill an empty store and its ledger; give the API member.

    Args:
        store: the PSA; its clock says what "yesterday" is.
        sheets: its time sheets.
        ledger: gets one seeded item per time entry.
        days: how many days of time entries.
    """
    random, at = Random(RANDOM_SEED), store.now() - timedelta(days=days + 1)
    seed_catalogue(store, at)
    sheets.read()
    api_member = seed_members(store, at)
    technicians = [
        row
        for row in store.members.rows.values()
        if row["licenseClass"] == "F" and not row["inactiveFlag"]
    ]
    seed_work(store, technicians, random, store.now())
    seed_charge_codes(store, next(iter(store.companies.rows.values())), at)
    seed_past(store, sheets, technicians, random, days)
    for row in store.entries.rows.values():
        entered = datetime.fromisoformat(row["dateEntered"])
        ledger.seed(str(row["id"]), row, str(row["member"]["id"]), entered)
    return api_member
