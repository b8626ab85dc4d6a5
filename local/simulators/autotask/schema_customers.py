"""Companies, contracts and billing codes: fields and verbs."""

from __future__ import annotations

from local.simulators.autotask.schema import Entity, entity

ENTITIES: tuple[Entity, ...] = (
    entity(
        "BillingCode",
        "BillingCodes",
        fields="""
    id:long=  afterHoursWorkType:int=  billingCodeType:int=#billingCodeType  department:int=
    description:text=  externalNumber:text=  generalLedgerAccount:int=  isActive:bool!=
    isExcludedFromNewContracts:bool=  markupRate:double=  name:text=  taxCategoryID:int=
    unitCost:double!=  unitPrice:double!=  useType:int=#useType
    """,
    ),
    entity(
        "Company",
        "Companies",
        verbs="POST PATCH PUT",
        impersonation=True,
        webhooks=True,
        user_defined="CustomerTier:text(255)",
        fields="""
    id:long=  additionalAddressInformation:text  address1:text  address2:text
    alternatePhone1:text  alternatePhone2:text  apiVendorID:int  assetValue:double
    billToCompanyLocationID:int  billToAdditionalAddressInformation:text  billingAddress1:text
    billingAddress2:text  billToAddressToUse:int  billToAttention:text  billToCity:text
    billToCountryID:int  billToState:text  billToZipCode:text  city:text  classification:int
    companyCategoryID:int  companyName:text!  companyNumber:text  companyType:int#companyType
    competitorID:int  countryID:int  createDate:date=  createdByResourceID:int=@Resource
    currencyID:int  fax:text  impersonatorCreatorResourceID:int=@Resource
    invoiceEmailMessageID:int  invoiceMethod:int  invoiceNonContractItemsToParentCompany:bool
    invoiceTemplateID:int  isActive:bool  isClientPortalActive:bool  isEnabledForComanaged:bool
    isSample:bool  isTaskFireActive:bool  isTaxExempt:bool  lastActivityDate:date=
    lastTrackedModifiedDateTime:date=  marketSegmentID:int  ownerResourceID:int!@Resource
    parentCompanyID:int@Company  phone:text!  postalCode:text  purchaseOrderTemplateID:int
    quoteEmailMessageID:int  quoteTemplateID:int  sicCode:text  state:text  stockMarket:text
    stockSymbol:text  surveyCompanyRating:double  taxID:text  taxRegionID:int  territoryID:int
    webAddress:text
    """,
    ),
    entity(
        "Contract",
        "Contracts",
        verbs="POST PATCH PUT",
        user_defined="RenewalContact:text(255)",
        fields="""
    id:long=  billingPreference:int  billToCompanyContactID:int  billToCompanyID:int@Company
    companyID:int!@Company  contactID:int  contactName:text  contractCategory:int
    contractExclusionSetID:int  contractName:text!  contractNumber:text  contractPeriodType:int
    contractType:int!#contractType  description:text  endDate:day!  estimatedCost:double
    estimatedHours:double  estimatedRevenue:double  exclusionContractID:long@Contract
    internalCurrencyOverageBillingRate:double  internalCurrencySetupFee:double  isCompliant:bool
    isDefaultContract:bool  opportunityID:int  organizationalLevelAssociationID:int
    overageBillingRate:double  purchaseOrderNumber:text  renewedContractID:long@Contract
    serviceLevelAgreementID:int  setupFee:double  setupFeeBillingCodeID:long@BillingCode
    startDate:day!  status:int!#contractStatus  timeReportingRequiresStartAndStopTimes:int!
    """,
    ),
    entity(
        "ContractExclusionRole",
        "ContractExclusionRoles",
        fields="""
    id:long=  contractID:long@Contract  roleID:long@Role
    """,
    ),
    entity(
        "ContractExclusionBillingCode",
        "ContractExclusionBillingCodes",
        fields="""
    id:long=  billingCodeID:long@BillingCode  contractID:long@Contract
    """,
    ),
    entity(
        "ContractExclusionSet",
        "ContractExclusionSets",
        verbs="POST PATCH PUT DELETE",
        fields="""
    id:long=  description:text  isActive:bool!  name:text!
    """,
    ),
    entity(
        "ContractExclusionSetExcludedRole",
        "ContractExclusionSetExcludedRoles",
        fields="""
    id:long=  contractExclusionSetID:int!  excludedRoleID:int!@Role
    """,
    ),
    entity(
        "ContractExclusionSetExcludedWorkType",
        "ContractExclusionSetExcludedWorkTypes",
        fields="""
    id:long=  contractExclusionSetID:int!  excludedWorkTypeID:int!
    """,
    ),
)
