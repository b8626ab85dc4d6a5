"""Resources, roles, departments and locations: fields and verbs."""

from __future__ import annotations

from local.simulators.autotask.schema import Child, Entity, entity

ENTITIES: tuple[Entity, ...] = (
    entity(
        "Resource",
        "Resources",
        verbs="PATCH PUT",
        fields="""
    id:long=  accountingReferenceID:text  dateFormat:text  defaultServiceDeskRoleID:long@Role
    email:text!  email2:text  email3:text  emailTypeCode:text!  emailTypeCode2:text
    emailTypeCode3:text  firstName:text!  gender:text  greeting:int  hireDate:day!
    homePhone:text  initials:text  internalCost:double  isActive:bool!  lastName:text!
    licenseType:int!=#licenseType  locationID:int!=@InternalLocation  middleName:text
    mobilePhone:text  numberFormat:text!  officeExtension:text  officePhone:text
    payrollIdentifier:text  payrollType:int!  resourceType:text!=  suffix:int
    surveyResourceRating:double  timeFormat:text  title:text  travelAvailabilityPct:text
    userName:text!=  userType:int!=#userType
    """,
    ),
    entity(
        "Role",
        "Roles",
        verbs="POST PATCH PUT",
        fields="""
    id:long=  description:text  hourlyFactor:double!  hourlyRate:double!  isActive:bool!
    isExcludedFromNewContracts:bool  isSystemRole:bool  name:text!
    quoteItemDefaultTaxCategoryId:int  roleType:int#roleType
    """,
    ),
    entity(
        "ResourceRole",
        "ResourceRoles",
        child=Child("Resources", "Roles", "resourceID", verbs=""),
        fields="""
    id:long=  departmentID:long=@Department  isActive:bool=  queueID:long=#queueID
    resourceID:long=@Resource  roleID:long=@Role
    """,
    ),
    entity(
        "ResourceServiceDeskRole",
        "ResourceServiceDeskRoles",
        child=Child("Resources", "ServiceDeskRoles", "resourceID", verbs="POST PATCH PUT"),
        fields="""
    id:long=  isActive:bool  isDefault:bool  resourceID:int!@Resource  roleID:int!@Role
    """,
    ),
    entity(
        "ResourceRoleDepartment",
        "ResourceRoleDepartments",
        child=Child("Resources", "RoleDepartments", "resourceID", verbs="POST PATCH PUT"),
        fields="""
    id:long=  departmentID:int!@Department  isActive:bool!  isDefault:bool!
    isDepartmentLead:bool!  resourceID:int!@Resource  roleID:int!@Role
    """,
    ),
    entity(
        "ResourceRoleQueue",
        "ResourceRoleQueues",
        child=Child("Resources", "RoleQueues", "resourceID", verbs="POST PATCH PUT"),
        fields="""
    id:long=  queueID:int!#queueID  resourceID:int!@Resource
    """,
    ),
    entity(
        "Department",
        "Departments",
        verbs="POST PATCH PUT",
        fields="""
    id:long=  description:text  name:text!  number:text  primaryLocationID:int!@InternalLocation
    """,
    ),
    entity(
        "InternalLocation",
        "InternalLocations",
        fields="""
    id:long=  additionalAddressInfo:text=  address1:text=  address2:text=  city:text=
    country:text=  holidaySetId:long=  isDefault:bool=  name:text!=  postalCode:text=
    state:text=  timeZone:text=
    """,
    ),
)
