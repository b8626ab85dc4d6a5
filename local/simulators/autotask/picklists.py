"""The tenant's picklists; system values are the vendor's, the others differ in every tenant."""

from __future__ import annotations

TICKET_NEW = 1
TICKET_COMPLETE = 5
PROJECT_COMPLETE = 5
QUEUE_HELP_DESK = 29682833
QUEUE_MONITORING = 29682969
QUEUE_FIELD = 29683354
ENTRY_TICKET = 2
ENTRY_REGULAR = 5
ENTRY_TASK = 6
API_USER_LICENSE = 7
USE_TYPE_LABOUR = 1
USE_TYPE_REGULAR = 3
BILLING_CODE_NON_BILLABLE = 2
DELETED_TIME_ENTRY = 2
DELETED_ATTACHMENT = 3
BILLING_ITEM_LABOUR = 1

PICKLISTS: dict[str, dict[int, str]] = {
    "status": {
        TICKET_NEW: "New",
        TICKET_COMPLETE: "Complete",
        7: "Waiting Customer",
        8: "In Progress",
        9: "Waiting Materials",
        10: "Dispatched",
        11: "Escalate",
        12: "Waiting Vendor",
    },
    "priority": {4: "Critical", 1: "High", 2: "Medium", 3: "Low"},
    "queueID": {
        QUEUE_HELP_DESK: "Help Desk",
        QUEUE_MONITORING: "Monitoring Alert",
        QUEUE_FIELD: "Field Service",
    },
    "source": {-1: "Insourced", 2: "Phone", 4: "Email", 8: "Monitoring Alert", 11: "Client Portal"},
    "ticketType": {1: "Service Request", 2: "Incident", 3: "Problem", 4: "Change Request"},
    "ticketCategory": {3: "Standard", 4: "AEM Alert"},
    "issueType": {5: "Computer", 10: "Network", 11: "Server", 12: "Software", 13: "E-mail"},
    "timeEntryType": {
        ENTRY_TICKET: "ITServiceRequest",
        ENTRY_REGULAR: "GeneralTime",
        ENTRY_TASK: "ProjectTask",
    },
    "deletedActivityType": {
        1: "Note",
        DELETED_TIME_ENTRY: "Time Entry",
        DELETED_ATTACHMENT: "Attachment",
    },
    "billingItemType": {BILLING_ITEM_LABOUR: "Labor", 2: "Labor Adjustment", 4: "Charge"},
    "billingItemSubType": {1: "Labor", 2: "Labor Adjustment"},
    "licenseType": {1: "Professional", 2: "Executive", 3: "Dashboard User", 7: "API User"},
    "userType": {9: "System Administrator", 10: "Service Desk User", 17: "API User (system)"},
    "roleType": {0: "Custom", 1: "System"},
    "useType": {
        USE_TYPE_LABOUR: "General Allocation Code",
        2: "Expense",
        USE_TYPE_REGULAR: "Internal Allocation Code",
        4: "Material Cost Code",
    },
    "billingCodeType": {0: "Normal", 1: "System", BILLING_CODE_NON_BILLABLE: "Non-Billable"},
    "companyType": {1: "Customer", 2: "Lead", 3: "Prospect", 6: "Vendor", 7: "Partner"},
    "contractType": {1: "Time and Materials", 3: "Fixed Price", 4: "Block Hours", 7: "Recurring"},
    "contractStatus": {0: "Inactive", 1: "Active"},
    "projectStatus": {0: "Inactive", 1: "New", 6: "In Progress", PROJECT_COMPLETE: "Complete"},
    "projectType": {2: "Proposal", 3: "Template", 4: "Internal", 5: "Client", 8: "Baseline"},
    "noteType": {1: "Task Summary", 2: "Task Detail", 3: "Task Notes", 13: "Workflow Rule Note"},
    "publish": {1: "All Autotask Users", 2: "Internal Project Team"},
    "taskType": {1: "Fixed Work", 2: "Fixed Duration"},
    "ticketWebhookField": {
        1: "AssignedResourceID",
        2: "Status",
        3: "TicketNumber",
        4: "Title",
        5: "CompanyID",
        6: "QueueID",
        7: "LastActivityDate",
        8: "AssignedResourceRoleID",
        9: "ContractID",
        10: "ProjectID",
    },
    "companyWebhookField": {
        1: "CompanyName",
        2: "IsActive",
        3: "CompanyNumber",
        4: "CompanyType",
        5: "OwnerResourceID",
        6: "LastActivityDate",
        7: "Phone",
    },
    "ticketWebhookUdfField": {1: "SiteAccessCode", 2: "Building"},
    "companyWebhookUdfField": {1: "CustomerTier"},
}

SYSTEM_STATUSES = frozenset({TICKET_NEW, TICKET_COMPLETE})
