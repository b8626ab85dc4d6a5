"""Time entries and what billing and deletes leave behind: fields and verbs."""

from __future__ import annotations

from local.simulators.autotask.schema import Entity, entity

ENTITIES: tuple[Entity, ...] = (
    entity(
        "TimeEntry",
        "TimeEntries",
        verbs="POST PATCH PUT DELETE",
        impersonation=True,
        fields="""
    id:long=  billingApprovalDateTime:date=  billingApprovalLevelMostRecent:int=
    billingApprovalResourceID:int=@Resource  billingCodeID:int@BillingCode
    contractID:int@Contract  contractServiceBundleID:long  contractServiceID:long
    createDateTime:date=  creatorUserID:int=@Resource  dateWorked:day  endDateTime:date
    hoursToBill:double=  hoursWorked:double  impersonatorCreatorResourceID:int=@Resource
    impersonatorUpdaterResourceID:int=@Resource  internalBillingCodeID:int@BillingCode
    internalNotes:text(32000)  isInternalNotesVisibleToComanaged:bool  isNonBillable:bool
    lastModifiedDateTime:date=  lastModifiedUserID:int=@Resource  offsetHours:double
    resourceID:int!@Resource  roleID:int@Role  showOnInvoice:bool  startDateTime:date
    summaryNotes:text(32000)  taskID:int@Task  ticketID:int@Ticket
    timeEntryType:int=#timeEntryType
    """,
    ),
    entity(
        "BillingItem",
        "BillingItems",
        verbs="PATCH PUT",
        fields="""
    id:long=  accountManagerWhenApprovedID:int=  billingCodeID:int=@BillingCode
    billingItemType:int!=#billingItemType  companyID:int=@Company  configurationItemID:long=
    contractChargeID:long=  contractID:int=@Contract  description:text=  expenseItemID:int=
    extendedPrice:double=  internalCurrencyExtendedPrice:double=  internalCurrencyRate:double=
    internalCurrencyTaxDollars:double=  internalCurrencyTotalAmount:double=  invoiceID:int=
    itemApproverID:int=  itemDate:day=  itemName:text=  lineItemFullDescription:text=
    lineItemGroupDescription:text=  lineItemID:long=  milestoneID:long=  nonBillable:int!=
    organizationalLevelAssociationID:int=  ourCost:double=  postedDate:date=  postedOnTime:date=
    projectChargeID:long=  projectID:int=@Project  purchaseOrderNumber:text=  quantity:double=
    rate:double=  roleID:int=@Role  serviceBundleID:long=  serviceID:long=
    subType:int!=#billingItemSubType  taskID:int=@Task  taxDollars:double=  ticketChargeID:long=
    ticketID:int=@Ticket  timeEntryID:int=  totalAmount:double=  vendorID:long=
    webServiceDate:date=  contractBlockID:int=  contractServiceAdjustmentID:int=
    contractServiceBundleAdjustmentID:int=  contractServiceBundleID:int=
    contractServiceBundlePeriodID:int=  contractServiceID:int=  contractServicePeriodID:int=
    sortOrderID:long=
    """,
    ),
    entity(
        "DeletedTicketActivityLog",
        "DeletedTicketActivityLogs",
        fields="""
    activityDateTime:date!=  createdByResourceID:int!=@Resource
    deletedByResourceID:int!=@Resource  deletedDateTime:date!=  endDateTime:date!=
    hoursWorked:double!=  id:long=  noteOrAttachmentTitle:text!=  startDateTime:date!=
    ticketID:int!=@Ticket  ticketNumber:text!=  typeID:int!=#deletedActivityType
    """,
    ),
    entity(
        "DeletedTaskActivityLog",
        "DeletedTaskActivityLogs",
        fields="""
    activityDateTime:date!=  createdByResourceID:int!=@Resource
    deletedByResourceID:int!=@Resource  deletedDateTime:date!=  endDateTime:date!=
    hoursWorked:double!=  id:long=  noteOrAttachmentTitle:text!=  startDateTime:date!=
    taskID:int!=@Task  taskNumber:text!=  typeID:int!=#deletedActivityType
    """,
    ),
    entity(
        "DeletedTicketLog",
        "DeletedTicketLogs",
        fields="""
    id:long=  deletedByResourceID:int!=@Resource  deletedDateTime:date!=  ticketID:int!=
    ticketNumber:text!=  ticketTitle:text!=
    """,
    ),
)
