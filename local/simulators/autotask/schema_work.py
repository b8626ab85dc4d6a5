"""Projects, phases, tasks and tickets: fields and verbs."""

from __future__ import annotations

from local.simulators.autotask.schema import Child, Entity, entity

ENTITIES: tuple[Entity, ...] = (
    entity(
        "Project",
        "Projects",
        verbs="POST PATCH PUT",
        impersonation=True,
        user_defined="ExternalProjectCode:text(255)",
        fields="""
    id:long=  actualBilledHours:double=  actualHours:double=  changeOrdersBudget:double
    changeOrdersRevenue:double  companyID:int!@Company  companyOwnerResourceID:int@Resource
    completedDateTime:date=  completedPercentage:int  contractID:int@Contract
    createDateTime:date=  creatorResourceID:int=@Resource  department:int  description:text
    duration:int  endDateTime:date!  estimatedSalesCost:double  estimatedTime:double
    extProjectNumber:text  extProjectType:int  impersonatorCreatorResourceID:int=@Resource
    laborEstimatedCosts:double  laborEstimatedMarginPercentage:double
    laborEstimatedRevenue:double  lastActivityDateTime:date=  lastActivityPersonType:int=
    lastActivityResourceID:int=@Resource  organizationalLevelAssociationID:int
    originalEstimatedRevenue:double  projectCostEstimatedMarginPercentage:double
    projectCostsBudget:double  projectCostsRevenue:double  projectLeadResourceID:int@Resource
    projectName:text!  projectNumber:text=  projectType:int!#projectType
    purchaseOrderNumber:text  startDateTime:date!  status:int!#projectStatus
    statusDateTime:date=  statusDetail:text  opportunityID:int  sgda:double
    """,
    ),
    entity(
        "Phase",
        "Phases",
        child=Child("Projects", "Phases", "projectID", verbs="POST PATCH PUT"),
        fields="""
    id:long=  createDate:date=  creatorResourceID:int=@Resource  description:text  dueDate:day
    estimatedHours:double  externalID:text  isScheduled:bool  lastActivityDateTime:date=
    parentPhaseID:int@Phase  phaseNumber:text=  projectID:int!@Project  startDate:day
    title:text!
    """,
    ),
    entity(
        "Task",
        "Tasks",
        child=Child("Projects", "Tasks", "projectID", verbs="POST PATCH PUT"),
        user_defined="ExternalTaskCode:text(255)",
        fields="""
    id:long=  assignedResourceID:int@Resource  assignedResourceRoleID:int@Role
    billingCodeID:int@BillingCode  canClientPortalUserCompleteTask:bool  companyLocationID:int
    completedByResourceID:int=@Resource  completedByType:int=  completedDateTime:date=
    createDateTime:date=  creatorResourceID:int=@Resource  creatorType:int=
    departmentID:int@Department  description:text(8000)  endDateTime:date  estimatedHours:double
    externalID:text  hoursToBeScheduled:double  isTaskBillable:bool
    isVisibleInClientPortal:bool  lastActivityDateTime:date=  lastActivityPersonType:int=
    lastActivityResourceID:int=@Resource  phaseID:int@Phase  priority:int  priorityLabel:int
    projectID:int!@Project  purchaseOrderNumber:text  remainingHours:double  startDateTime:date
    status:int!#status  taskCategoryID:int  taskNumber:text=  taskType:int!#taskType
    title:text(255)!
    """,
    ),
    entity(
        "TaskSecondaryResource",
        "TaskSecondaryResources",
        child=Child("Tasks", "SecondaryResources", "taskID", verbs="POST DELETE"),
        fields="""
    id:long=  resourceID:int!@Resource  roleID:int!@Role  taskID:int!@Task
    """,
    ),
    entity(
        "Ticket",
        "Tickets",
        verbs="POST PATCH PUT",
        impersonation=True,
        webhooks=True,
        user_defined="SiteAccessCode:text(255)  Building:text(255)",
        fields="""
    id:long=  apiVendorID:int  assignedResourceID:int@Resource  assignedResourceRoleID:int@Role
    billingCodeID:int@BillingCode  changeApprovalBoard:int  changeApprovalStatus:int
    changeApprovalType:int  changeInfoField1:text  changeInfoField2:text  changeInfoField3:text
    changeInfoField4:text  changeInfoField5:text  companyID:int!@Company  companyLocationID:int
    completedByResourceID:int=@Resource  completedDate:date=  configurationItemID:int
    contactID:int  contractID:int@Contract  contractServiceBundleID:long  contractServiceID:long
    createDate:date=  creatorResourceID:int=@Resource  creatorType:int=-
    currentServiceThermometerRating:int  description:text(8000)  dueDateTime:date
    estimatedHours:double  externalID:text  firstResponseAssignedResourceID:int@Resource
    firstResponseDateTime:date  firstResponseDueDateTime:date
    firstResponseInitiatingResourceID:int@Resource  hoursToBeScheduled:double
    impersonatorCreatorResourceID:int=@Resource  issueType:int#issueType  lastActivityDate:date=
    lastActivityPersonType:int=-  lastActivityResourceID:int=@Resource
    lastCustomerNotificationDateTime:date  lastCustomerVisibleActivityDateTime:date
    lastTrackedModificationDateTime:date=  monitorID:int  monitorTypeID:int  opportunityID:int
    organizationalLevelAssociationID:int  previousServiceThermometerRating:int
    priority:int!#priority  problemTicketId:int@Ticket  projectID:int@Project
    purchaseOrderNumber:text  queueID:int#queueID  resolution:text  resolutionPlanDateTime:date
    resolutionPlanDueDateTime:date  resolvedDateTime:date  resolvedDueDateTime:date
    rmaStatus:int  rmaType:int  serviceLevelAgreementHasBeenMet:bool
    serviceLevelAgreementID:int  serviceLevelAgreementPausedNextEventHours:double
    serviceThermometerTemperature:int  source:int#source  status:int!#status  subIssueType:int
    ticketCategory:int#ticketCategory  ticketNumber:text=  ticketType:int#ticketType
    title:text(255)!  createdByContactID:int  isAssignedToComanaged:bool
    isVisibleToComanaged:bool  rmmAlertID:text
    """,
    ),
    entity(
        "TicketSecondaryResource",
        "TicketSecondaryResources",
        child=Child("Tickets", "SecondaryResources", "ticketID", verbs="POST DELETE"),
        fields="""
    id:long=  resourceID:long@Resource  roleID:long@Role  ticketID:long@Ticket
    """,
    ),
    entity(
        "TicketHistory",
        "TicketHistory",
        fields="""
    id:long=  action:text!=  date:date!=  detail:text!=  resourceID:int!=@Resource
    ticketID:int!=@Ticket
    """,
    ),
)
