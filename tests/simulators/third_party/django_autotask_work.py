"""What the public client django-autotask does on a tenant, once Django is configured."""

import datetime

from djautotask import api, models, sync


def synced():
    """Copy the tenant into the client's own database, and give its counts as the client does."""
    order = (
        "LicenseType", "UseType", "BillingCodeType", "TaskTypeLink", "AccountType", "Status",
        "Priority", "Queue", "Source", "IssueType", "TicketType", "TaskType", "ProjectStatus",
        "ProjectType", "NoteType", "Role", "Department", "Resource", "ResourceServiceDeskRole",
        "ResourceRoleDepartment", "BillingCode", "Account", "Contract", "Project", "Phase",
        "Ticket", "TicketUDF", "Task", "TicketSecondaryResource", "TaskSecondaryResource",
        "BillingItem", "ContractExclusionSet", "TimeEntry", "TicketNote", "TaskNote",
    )  # fmt: skip
    counts = {}
    for name in order:
        created, *_ = getattr(sync, f"{name}Synchronizer")(full=True).sync()
        counts[name] = created
    return counts


def unsynced_relations():
    """Count the time entries whose person, work or role the client did not find."""
    entries = models.TimeEntry.objects
    return {
        "resource": entries.filter(resource=None).count(),
        "type": entries.filter(type=None).count(),
        "work": entries.filter(ticket=None, task=None).count(),
        "role": entries.filter(role=None).count(),
    }


def paged(plural_client, size):
    """Walk all pages by GET as the client does; give how many rows each had."""
    client = plural_client()
    client.add_condition(api.ApiCondition(op="gte", field="id", value=1))
    rows, link = [], None
    while True:
        page = client.get(link, page_size=size)
        rows.append(len(page["items"]))
        link = page["pageDetails"]["nextPageUrl"]
        if not link:
            return rows


def worked():
    """Create, change and delete a time entry on an own open ticket; give what was read back."""
    ticket = models.Ticket.objects.filter(
        assigned_resource__user_name="PPierce", status__label="In Progress"
    ).first()
    start = datetime.datetime(2026, 9, 23, 9, 0, tzinfo=datetime.UTC)
    syncs = sync.TimeEntrySynchronizer()
    fields = {
        "resource": ticket.assigned_resource,
        "ticket": ticket,
        "role": ticket.assigned_resource_role,
        "date_worked": start,
        "start_date_time": start,
        "end_date_time": start + datetime.timedelta(minutes=45),
        "summary_notes": "Replaced the switch",
    }
    made, _ = syncs.create(**fields)
    entry = models.TimeEntry.objects.get(pk=made.pk)
    seen = {"created": [str(entry.hours_worked), entry.summary_notes, entry.type.label]}
    until = start + datetime.timedelta(minutes=90)
    changed, _ = syncs.update(made, start_date_time=start, end_date_time=until)
    seen["changed"] = [str(changed.hours_worked), str(changed.hours_to_bill)]
    seen["deleted"] = syncs.client.delete(entry) == entry.pk
    for name, call in (
        ("gone", lambda: syncs.client.get_single(entry.pk)),
        ("deleted_twice", lambda: syncs.client.delete(entry)),
        ("invalid", lambda: syncs.client.create(models.TimeEntry(), resourceID=1)),
    ):
        try:
            call()
        except api.AutotaskAPIError as refusal:
            seen[name] = [type(refusal).__name__, str(refusal.args[0])]
    return seen


def assigned():
    """Assign and unassign a second person on a task, through the parent as the client does."""
    task = models.Task.objects.exclude(assigned_resource__user_name="MKeller").first()
    other = models.Resource.objects.get(user_name="MKeller")
    role = models.Role.objects.get(name="Engineer")
    link = sync.TaskSecondaryResourceSynchronizer().client.create(
        models.TaskSecondaryResource(), task, taskID=task, resourceID=other, roleID=role
    )
    client = api.TaskSecondaryResourcesAPIClient()
    return client.delete(models.TaskSecondaryResource(id=link), task) == link


def session(user_name):
    """Give everything the client saw."""
    zone = api.get_zone_info(user_name)
    seen = {
        "zone": sorted(zone),
        "base": api.TimeEntriesAPIClient().api_base_url,
        "counts": synced(),
        "missing": unsynced_relations(),
        "pages": paged(api.TimeEntriesAPIClient, 200),
        "worked": worked(),
        "assigned": assigned(),
    }
    try:
        api.get_zone_info("somebody@else.example")
    except api.AutotaskAPIError as refusal:
        seen["unknown"] = str(refusal)
    try:
        api.TicketsAPIClient(password="wrong").get(None)
    except api.AutotaskAPIError as refusal:
        seen["refused"] = type(refusal).__name__
    return seen
