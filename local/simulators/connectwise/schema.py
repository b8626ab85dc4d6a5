"""The names and types of each resource's fields, as filters and field lists may use them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

REFERENCE_PARTS = frozenset({"id", "name", "identifier", "summary", "dailycapacity", "sort"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name as the JSON spells it, its kind, and its values when it is an enum."""

    name: str
    kind: str
    values: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Schema:
    """One resource: its name in error texts and its fields by lower-case name."""

    name: str
    fields: Mapping[str, Field]

    def find(self, name: str) -> Field | None:
        """Find a field; filters do not care for case."""
        return self.fields.get(name.lower())


def resource(name: str, enums: Mapping[str, str] | None = None, **kinds: str) -> Schema:
    """Build a schema from field names in words.

    Args:
        name: resource name, e.g. `TimeEntry`.
        enums: values by field, words in one string.
        **kinds: field names by kind: number, text, flag, instant, reference, array.
    """
    named = [Field(word, kind) for kind, words in kinds.items() for word in words.split()]
    listed = [Field(key, "enum", frozenset(v.split())) for key, v in (enums or {}).items()]
    return Schema(name, {field.name.lower(): field for field in (*named, *listed)})


STATUSES = (
    "Open Rejected PendingApproval ErrorsCorrected PendingProjectApproval ApprovedByTierOne "
    "RejectBySecondTier ApprovedByTierTwo ReadyToBill Billed WrittenOff BilledAgreement"
)
BILLING = "Billable DoNotBill NoCharge NoDefault"
CHARGE_TYPES = "Company ServiceTicket ProjectTicket ChargeCode Activity"

TIME_ENTRY = resource(
    "TimeEntry",
    number="id chargeToId locationId businessUnitId opportunityRecid hoursDeduct actualHours"
    " hoursBilled invoiceHours hourlyRate overageRate agreementHours agreementAmount"
    " agreementAdjustment adjustment invoiceReady extendedInvoiceAmount",
    text="companyType businessGroupDesc agreementType projectActivity territory notes internalNotes"
    " emailCc hourlyCost enteredBy mobileGuid ticketBoard ticketStatus ticketType ticketSubType"
    " locationName",
    flag="addToDetailDescriptionFlag addToInternalAnalysisFlag addToResolutionFlag"
    " emailResourceFlag emailContactFlag emailCcFlag invoiceFlag",
    instant="timeStart timeEnd dateEntered",
    reference="company member location department workType workRole agreement activity invoice"
    " timeSheet ticket project phase taxCode",
    array="customFields",
    enums={"chargeToType": CHARGE_TYPES, "billableOption": BILLING, "status": STATUSES},
)
TIME_SHEET = resource(
    "TimeSheet",
    number="id year period hours",
    text="dateStart dateEnd deadline",
    reference="member",
    enums={"status": STATUSES},
)
MEMBER = resource(
    "Member",
    number="id dailyCapacity hourlyCost hourlyRate minimumHours",
    text="identifier firstName middleInitial lastName title officeEmail mobileEmail homeEmail"
    " primaryEmail notes employeeIdentifer timeSheetStartDate",
    flag="inactiveFlag adminFlag disableOnlineFlag requireTimeSheetEntryFlag"
    " requireStartAndEndTimeOnTimeEntryFlag enterTimeAgainstCompanyFlag restrictLocationFlag"
    " restrictDepartmentFlag",
    instant="hireDate inactiveDate",
    reference="securityRole type timeZone defaultLocation defaultDepartment workRole workType"
    " timeApprover expenseApprover reportsTo office365 structureLevel",
    array="excludedServiceBoardIds excludedProjectBoardIds",
    enums={
        "licenseClass": "A C F X",
        "defaultEmail": "Office Mobile Home",
        "defaultPhone": "Office Mobile Home",
    },
)
MEMBER_INFO = resource(
    "MemberInfo",
    number="id",
    text="identifier firstName middleInitial lastName fullName defaultEmail",
    flag="inactiveFlag",
    enums={"licenseClass": "A C F X"},
)
MY_SECURITY = resource(
    "MySecurity",
    number="id sortOrder",
    text="moduleFunctionName moduleFunctionIdentifier moduleName moduleIdentifier",
    flag="myAllFlag reportFlag restrictFlag customFlag",
    reference="member",
    enums={f"{verb}Level": "None My All" for verb in ("add", "edit", "delete", "inquire")},
)
SECURITY_SETTING = resource(
    "SecurityRoleSetting",
    number="id sortOrder",
    text="moduleFunctionName moduleFunctionIdentifier moduleName moduleIdentifier",
    flag="myAllFlag reportFlag restrictFlag customFlag",
    enums={f"{verb}Level": "None My All" for verb in ("add", "edit", "delete", "inquire")},
)
SECURITY_ROLE = resource(
    "SecurityRole", number="id", text="name roleType", flag="adminFlag inactiveFlag"
)
COMPANY = resource(
    "Company",
    number="id",
    text="identifier name addressLine1 city state zip phoneNumber website deletedBy",
    flag="deletedFlag leadFlag",
    instant="dateAcquired dateDeleted",
    reference="status country territory timeZoneSetup site",
    array="types integratorTags customFields",
)
_TICKET_NUMBERS = "id budgetHours actualHours predecessorId duration"
_TICKET_TEXT = "summary siteName contactName resources closedDate closedBy mobileGuid"
_TICKET_FLAGS = (
    "skipCallback processNotifications closedFlag approved automaticEmailContactFlag"
    " automaticEmailResourceFlag"
)
_TICKET_INSTANTS = "requiredDate estimatedStartDate"
_TICKET_REFERENCES = (
    "board status workRole workType company site contact type subType item owner priority"
    " serviceLocation source agreement location department"
)
TICKET = resource(
    "Ticket",
    number=f"{_TICKET_NUMBERS} parentTicketId",
    text=f"{_TICKET_TEXT} poNumber dateResolved externalXRef agreementType",
    flag=f"{_TICKET_FLAGS} hasChildTicket isInSla hasMergedChildTicketFlag",
    instant=_TICKET_INSTANTS,
    reference=f"{_TICKET_REFERENCES} team sla mergedParentTicket",
    array="integratorTags customFields",
    enums={"recordType": "ProjectIssue ProjectTicket ServiceTicket", "billTime": BILLING},
)
PROJECT_TICKET = resource(
    "ProjectTicket",
    number=_TICKET_NUMBERS,
    text=f"{_TICKET_TEXT} wbsCode",
    flag=f"{_TICKET_FLAGS} isIssueFlag",
    instant=f"{_TICKET_INSTANTS} scheduleStartDate scheduleEndDate",
    reference=f"{_TICKET_REFERENCES} project phase",
    array="tasks customFields",
    enums={"billTime": BILLING},
)
PROJECT = resource(
    "Project",
    number="id actualHours budgetHours estimatedHours scheduledHours percentComplete",
    text="name description customerPO",
    flag="closedFlag budgetFlag",
    instant="actualStart actualEnd estimatedStart estimatedEnd scheduledStart scheduledEnd",
    reference="board company contact manager status type location department timeApprover"
    " agreement",
    array="customFields",
    enums={
        "billTime": BILLING,
        "billingMethod": "ActualRates FixedFee NotToExceed OverrideRate",
    },
)
PHASE = resource(
    "ProjectPhase",
    number="id projectId scheduledHours actualHours budgetHours locationId businessUnitId",
    text="description wbsCode notes",
    flag="markAsMilestoneFlag",
    reference="board status agreement parentPhase",
    enums={"billTime": BILLING},
)
TEAM_MEMBER = resource(
    "ProjectTeamMember",
    number="id projectId hours",
    instant="startDate endDate",
    reference="member projectRole workRole",
)
BOARD = resource(
    "Board",
    number="id",
    text="name",
    flag="inactiveFlag projectFlag timeEntryLockedFlag",
    reference="location department workRole workType",
    enums={"billTime": BILLING},
)
BOARD_STATUS = resource(
    "BoardStatus",
    number="id sortOrder",
    text="name",
    flag="displayOnBoard inactive closedStatus timeEntryNotAllowed defaultFlag",
    reference="board",
)
WORK_TYPE = resource(
    "WorkType",
    number="id rate hoursMin hoursMax roundBillHoursTo costMultiplier",
    text="name integrationXRef",
    flag="inactiveFlag overallDefaultFlag activityDefaultFlag utilizationFlag defaultFlag",
    enums={"billTime": "Billable DoNotBill NoCharge", "rateType": "AdjAmount Custom Multiplier"},
)
WORK_ROLE = resource(
    "WorkRole",
    number="id hourlyRate",
    text="name integrationXref",
    flag="inactiveFlag",
    array="locationIds",
)
WORK_ROLE_LOCATION = resource(
    "WorkRoleLocation", number="id hourlyRate", reference="location workRole"
)
CHARGE_CODE = resource(
    "ChargeCode",
    number="id",
    text="name integrationXref",
    flag="expenseEntryFlag timeEntryFlag allowAllExpenseTypeFlag",
    reference="company location department workType workRole",
    array="expenseTypeIds",
    enums={"billTime": BILLING},
)
PERIOD_SETUP = resource(
    "TimePeriodSetup",
    number="id year numberFuturePeriods daysPastEndDate",
    text="description firstPeriodEndDate",
    enums={
        "periodApplyTo": "Both Expense Time",
        "type": "Weekly BiWeekly SemiMonthly Monthly",
    },
)
PERIOD = resource(
    "TimePeriod",
    number="id period",
    text="startDate endDate deadlineDate",
    reference="timePeriodSetup",
)
_AUDIT_SOURCES = (
    "None Member API Workflow Portal Mobile Network EmailConnector MassMaintenance Application"
    " SystemAPI Conversion"
)
_AUDIT_TYPES = (
    "ActualHours Billable CustomField DateTime DeductHours Member Record Status Ticket"
    " TimeDiscussion TimeInternalNote WorkRole WorkType"
)
_AUDIT = {"source": _AUDIT_SOURCES, "type": _AUDIT_TYPES}
_AUDIT_TEXT = "message oldValue newValue value"
TIME_ENTRY_AUDIT = resource(
    "TimeEntryAudit", number="id", text=_AUDIT_TEXT, reference="member", enums=_AUDIT
)
TIME_SHEET_AUDIT = resource(
    "TimeSheetAudit", number="id", text=_AUDIT_TEXT, reference="member", enums=_AUDIT
)
AUDIT_TRAIL = resource(
    "AuditTrailEntry",
    number="id",
    text="text enteredDate enteredBy auditType auditSubType auditSource",
)
USER_FIELD = resource(
    "UserDefinedField",
    number="id podId sequenceNumber numberDecimals",
    text="caption screenId helpText buttonUrl connectWiseID",
    flag="requiredFlag displayOnScreenFlag readOnlyFlag listViewFlag",
    instant="dateCreated",
    array="options businessUnitIds locationIds",
    enums={
        "fieldTypeIdentifier": "TextArea Button Currency Date Hyperlink IPAddress Checkbox Number"
        " Percent Text Password",
        "entryTypeIdentifier": "Date EntryField List Option",
    },
)
CALLBACK = resource(
    "CallbackEntry",
    number="id objectId memberId",
    text="description url type level payloadVersion connectWiseID",
    flag="inactiveFlag isSoapCallbackFlag isSelfSuppressedFlag",
)
LOCATION = resource(
    "Location",
    number="id ownerLevelId",
    text="name salesRep",
    flag="locationFlag clientFlag location_flag",
    reference="structureLevel manager reportsTo timeZoneSetup",
    array="workRoleIds departmentIds",
)
DEPARTMENT = resource("Department", number="id", text="identifier name")
