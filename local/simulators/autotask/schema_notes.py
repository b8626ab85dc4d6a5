"""Notes of tickets and tasks, and files attached to time entries: fields and verbs."""

from __future__ import annotations

from local.simulators.autotask.schema import Child, Entity, entity

ENTITIES: tuple[Entity, ...] = (
    entity(
        "TicketNote",
        "TicketNotes",
        child=Child("Tickets", "Notes", "ticketID", verbs="POST PATCH PUT"),
        impersonation=True,
        fields="""
    id:long=  createDateTime:date=  creatorResourceID:int=@Resource  description:text(32000)!
    impersonatorCreatorResourceID:int=@Resource  impersonatorUpdaterResourceID:int=@Resource
    lastActivityDate:date=  noteType:int!#noteType  publish:int!#publish  ticketID:int!@Ticket
    title:text(250)!
    """,
    ),
    entity(
        "TaskNote",
        "TaskNotes",
        child=Child("Tasks", "Notes", "taskID", verbs="POST PATCH PUT"),
        impersonation=True,
        fields="""
    id:long=  createDateTime:date=  creatorResourceID:int=@Resource  description:text(32000)!
    impersonatorCreatorResourceID:int=@Resource  impersonatorUpdaterResourceID:int=@Resource
    lastActivityDate:date=  noteType:int!#noteType  publish:int!#publish  taskID:int!@Task
    title:text(250)!
    """,
    ),
    entity(
        "TimeEntryAttachment",
        "TimeEntryAttachments",
        child=Child("TimeEntries", "Attachments", "parentID", verbs="POST DELETE"),
        fields="""
    id:long=  attachDate:date=  attachedByContactID:long=  attachedByResourceID:long=@Resource
    attachmentType:text!  contentType:text=  creatorType:int=  data:text  fileSize:long=
    fullPath:text(255)!  impersonatorCreatorResourceID:int=@Resource  opportunityID:long=
    parentID:long@TimeEntry  publish:int!#publish  taskID:int=@Task  ticketID:int=@Ticket
    timeEntryID:int=@TimeEntry  title:text(255)!
    """,
    ),
)
