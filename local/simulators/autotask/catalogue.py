"""The seed's billing codes: labour work types, regular-time categories and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask.entities import BY_NAME
from local.simulators.autotask.picklists import (
    BILLING_CODE_NON_BILLABLE,
    USE_TYPE_LABOUR,
    USE_TYPE_REGULAR,
)

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Row

REMOTE_SUPPORT = 29682801
ONSITE_SUPPORT = 29682802
PROJECT_WORK = 29682803
MAINTENANCE = 29682804
COURTESY = 29682805
RETIRED_WORK_TYPE = 29682806
AFTER_HOURS_SUPPORT = 29682807
ADMINISTRATION = 29682821
MEETING = 29682822
TRAINING = 29682823
MILEAGE = 29682831
EXPENSE_USE = 2

LABOUR = (REMOTE_SUPPORT, ONSITE_SUPPORT, MAINTENANCE)
REGULAR = (ADMINISTRATION, MEETING, TRAINING)

_CODES: tuple[tuple[int, str, int, int, bool], ...] = (
    (REMOTE_SUPPORT, "Remote Support", USE_TYPE_LABOUR, 0, True),
    (ONSITE_SUPPORT, "Onsite Support", USE_TYPE_LABOUR, 0, True),
    (PROJECT_WORK, "Project Work", USE_TYPE_LABOUR, 0, True),
    (MAINTENANCE, "Maintenance", USE_TYPE_LABOUR, 0, True),
    (COURTESY, "Courtesy Support", USE_TYPE_LABOUR, BILLING_CODE_NON_BILLABLE, True),
    (AFTER_HOURS_SUPPORT, "After-hours Support", USE_TYPE_LABOUR, 0, True),
    (RETIRED_WORK_TYPE, "Bench Repair", USE_TYPE_LABOUR, 0, False),
    (ADMINISTRATION, "Administration", USE_TYPE_REGULAR, 0, True),
    (MEETING, "Internal Meeting", USE_TYPE_REGULAR, 0, True),
    (TRAINING, "Training", USE_TYPE_REGULAR, 0, True),
    (MILEAGE, "Mileage", EXPENSE_USE, 0, True),
)


def billing_codes() -> list[Row]:
    """Make the billing codes; names are not unique across use types in real tenants."""
    return [
        BY_NAME["BillingCode"].empty_row()
        | {
            "id": code,
            "name": name,
            "useType": use_type,
            "billingCodeType": kind,
            "isActive": active,
            "isExcludedFromNewContracts": False,
            "afterHoursWorkType": AFTER_HOURS_SUPPORT if code == REMOTE_SUPPORT else None,
            "unitCost": 0.0,
            "unitPrice": 0.0,
        }
        for code, name, use_type, kind, active in _CODES
    ]
