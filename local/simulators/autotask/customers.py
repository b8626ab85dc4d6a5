"""The seed's companies and their contracts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from local.simulators.autotask.catalogue import COURTESY
from local.simulators.autotask.dates import day
from local.simulators.autotask.entities import BY_NAME
from local.simulators.autotask.people import ADMINISTRATOR, PROJECT_MANAGER

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Row

OWN_COMPANY = 0
"""The tenant's own company has id 0 in Autotask."""

_FIRST_COMPANY = 29762800
_FIRST_CONTRACT = 29683748
WINDOW_CONTRACT = _FIRST_CONTRACT + 6
"""The contract whose tasks ask for start and stop times."""

EXCLUDING_CONTRACT = _FIRST_CONTRACT
"""The contract that pays neither for project managers nor for courtesy support."""

EXCLUSION_SET = 29680001
_WITH_SET = 8

_NAMES = (
    "Northwind Dental Group", "Harbor Legal Partners", "Summit Logistics", "Blue Ridge Clinics",
    "Meyer & Sohn Maschinenbau", "Thames Accounting", "Prairie Seed Company", "Bayside Hotels",
    "Kestrel Architects", "Lindgren Fisheries", "Copper Canyon Credit Union", "Fairview Schools",
    "Hudson Print Works", "Rheinland Logistik", "Oakwood Veterinary", "Pacific Surf Supply",
    "Quarry Stone Works", "Redwood Insurance", "Silverline Couriers", "Tidewater Marine",
    "Upland Dairy", "Vector Drafting", "Westgate Pharmacy", "Yellowstone Outfitters",
    "Zenith Optics", "Abbey Road Studios Rental", "Brandt Elektrotechnik", "Cedar Funeral Homes",
    "Delta Freight Forwarding", "Evergreen Landscaping", "Foundry Coffee Roasters",
    "Glasgow Shipping", "Highland Distillers", "Ivory Piano Restoration", "Juniper Realty",
    "Kowalski Bakery", "Lakeside Physiotherapy", "Monarch Theatre", "Nordlicht Energie",
)  # fmt: skip
_CITIES = ("Albany", "Berlin", "London", "Chicago", "Portland", "Hamburg", "Leeds", "Boston")


def companies(today: date) -> list[Row]:
    """Make the tenant's own company and its customers."""
    made = day(today - timedelta(days=700))
    active = day(today - timedelta(days=1))
    named = [(OWN_COMPANY, "Alpine IT Services")]
    named += [(_FIRST_COMPANY + place, name) for place, name in enumerate(_NAMES)]
    return [
        BY_NAME["Company"].empty_row()
        | {
            "id": company_id,
            "companyName": name,
            "companyNumber": f"C{place:04d}",
            "companyType": 1,
            "phone": f"+1 555 01{place:02d}",
            "city": _CITIES[place % len(_CITIES)],
            "isActive": True,
            "ownerResourceID": ADMINISTRATOR,
            "createDate": made,
            "lastActivityDate": active,
            "lastTrackedModifiedDateTime": active,
        }
        for place, (company_id, name) in enumerate(named)
    ]


def contracts(today: date) -> list[Row]:
    """Make one running contract for every customer, in turn of three types."""
    types = (1, 7, 4)
    starts, ends = day(today - timedelta(days=400)), day(today + timedelta(days=400))
    return [
        BY_NAME["Contract"].empty_row()
        | {
            "id": _FIRST_CONTRACT + place,
            "companyID": _FIRST_COMPANY + place,
            "contractName": f"{name}: managed services",
            "contractNumber": f"MS-{place + 1:03d}",
            "contractType": types[place % len(types)],
            "status": 1,
            "startDate": starts,
            "endDate": ends,
            "isDefaultContract": True,
            "contractExclusionSetID": EXCLUSION_SET if place == _WITH_SET else None,
            "isCompliant": True,
            "timeReportingRequiresStartAndStopTimes": int(
                _FIRST_CONTRACT + place == WINDOW_CONTRACT
            ),
        }
        for place, name in enumerate(_NAMES)
    ]


def exclusions() -> dict[str, list[Row]]:
    """Make what two contracts do not pay for: one by lists of its own, one by a set."""
    return {
        "ContractExclusionRole": [_row("ContractExclusionRole", 1, roleID=PROJECT_MANAGER)],
        "ContractExclusionBillingCode": [
            _row("ContractExclusionBillingCode", 1, billingCodeID=COURTESY)
        ],
        "ContractExclusionSet": [
            BY_NAME["ContractExclusionSet"].empty_row()
            | {"id": EXCLUSION_SET, "name": "No project managers", "isActive": True}
        ],
        "ContractExclusionSetExcludedRole": [
            BY_NAME["ContractExclusionSetExcludedRole"].empty_row()
            | {"id": 1, "contractExclusionSetID": EXCLUSION_SET, "excludedRoleID": PROJECT_MANAGER}
        ],
    }


def _row(entity: str, row_id: int, **values: int) -> Row:
    excluding = {"id": row_id, "contractID": EXCLUDING_CONTRACT, **values}
    return BY_NAME[entity].empty_row() | excluding


def customer(place: int) -> tuple[int, int]:
    """Give the n-th customer's company and contract ids; counting wraps around."""
    turn = place % len(_NAMES)
    return _FIRST_COMPANY + turn, _FIRST_CONTRACT + turn
