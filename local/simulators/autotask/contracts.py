"""Which contract pays for a time entry: its term, and the roles and work types it excludes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.simulators.autotask import quirks_time

if TYPE_CHECKING:
    from local.simulators.autotask.schema import Row
    from local.simulators.autotask.tenant import Tenant

ACTIVE = 1


def contract_of(tenant: Tenant, row: Row) -> int | None:
    """Give the contract of an entry: its own, or that of its ticket or project."""
    if row["contractID"] is not None:
        return int(row["contractID"])
    ticket = tenant.row("Ticket", row["ticketID"])
    task = tenant.row("Task", row["taskID"])
    project = tenant.row("Project", task["projectID"]) if task else None
    above = ticket or project
    return above["contractID"] if above else None


def covering_contract(tenant: Tenant, row: Row) -> int | None:
    """Give the contract an entry is stored with, as the time-entry screen chooses it on saving."""
    contract_id = contract_of(tenant, row)
    contract = tenant.row("Contract", contract_id)
    if contract is None:
        return contract_id
    if tenant.has(quirks_time.DROPS_EXPIRED_CONTRACTS) and not _runs(contract, row["dateWorked"]):
        return None
    if tenant.has(quirks_time.APPLIES_CONTRACT_EXCLUSIONS) and _excludes(tenant, contract, row):
        excluded_to = contract["exclusionContractID"]
        return None if excluded_to is None else int(excluded_to)
    return contract_id


def _runs(contract: Row, date_worked: str) -> bool:
    running: bool = contract["startDate"] <= date_worked <= contract["endDate"]
    return running and contract["status"] == ACTIVE


def _excludes(tenant: Tenant, contract: Row, row: Row) -> bool:
    roles = _linked(tenant, "ContractExclusionRole", contract["id"], "roleID")
    codes = _linked(tenant, "ContractExclusionBillingCode", contract["id"], "billingCodeID")
    bundle = tenant.row("ContractExclusionSet", contract["contractExclusionSetID"])
    if bundle is not None and bundle["isActive"]:
        roles |= _bundled(tenant, "Role", bundle["id"])
        codes |= _bundled(tenant, "WorkType", bundle["id"])
    return row["roleID"] in roles or row["billingCodeID"] in codes


def _linked(tenant: Tenant, entity: str, contract_id: int, key: str) -> set[int]:
    return {row[key] for row in tenant.store.table(entity).matching(contractID=contract_id)}


def _bundled(tenant: Tenant, part: str, set_id: int) -> set[int]:
    rows = tenant.store.table(f"ContractExclusionSetExcluded{part}").rows()
    return {row[f"excluded{part}ID"] for row in rows if row["contractExclusionSetID"] == set_id}
