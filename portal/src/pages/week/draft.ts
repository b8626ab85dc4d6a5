// An entry as it stands in the form: day and times as on the clock, the rest as the API has it.
import type { Billable } from '../../api/types'
import { dayOf, spanOf, timeOf, written, zoneHere } from '../../clock'
import type { EntryContent, TimeEntry } from '../../entry'

export interface Draft {
  id: string
  version: number | null
  workItemId: string
  day: string
  from: string
  to: string
  breakMinutes: string
  notes: string
  internalNotes: string
  billable: Billable
  workTypeId: string | null
  workRoleId: string | null
}

export function newDraft(start: Date, end: Date): Draft {
  return {
    id: crypto.randomUUID(),
    version: null,
    workItemId: '',
    day: dayOf(start),
    from: timeOf(start),
    to: timeOf(end),
    breakMinutes: '0',
    notes: '',
    internalNotes: '',
    billable: 'default',
    workTypeId: null,
    workRoleId: null,
  }
}

export function draftOf(entry: TimeEntry): Draft {
  return {
    ...newDraft(new Date(entry.start), new Date(entry.end)),
    id: entry.id,
    version: entry.version,
    workItemId: entry.workItemId,
    breakMinutes: String(Math.round(entry.breakSeconds / 60)),
    notes: entry.notes,
    internalNotes: entry.internalNotes,
    billable: entry.billable,
    workTypeId: entry.workTypeId,
    workRoleId: entry.workRoleId,
  }
}

/** What is sent; times that were not touched go back with their seconds, exactly as they came. */
export function contentOf(draft: Draft, entry: TimeEntry | null): EntryContent {
  const [start, end] = spanOf(draft.day, draft.from, draft.to)
  const before = entry ? draftOf(entry) : null
  const sameTimes = before !== null && before.day === draft.day && before.from === draft.from && before.to === draft.to
  return {
    workItemId: draft.workItemId,
    start: entry && sameTimes ? entry.start : written(start),
    end: entry && sameTimes ? entry.end : written(end),
    timeZone: entry && sameTimes ? entry.timeZone : zoneHere(),
    breakSeconds: entry && before?.breakMinutes === draft.breakMinutes ? entry.breakSeconds : Number(draft.breakMinutes) * 60,
    notes: draft.notes,
    internalNotes: draft.internalNotes,
    billable: draft.billable,
    workTypeId: draft.workTypeId,
    workRoleId: draft.workRoleId,
  }
}

export function contentOfEntry(entry: TimeEntry): EntryContent {
  return contentOf(draftOf(entry), entry)
}

export function isWhole(draft: Draft): boolean {
  return Boolean(draft.workItemId && draft.day && draft.from && draft.to && Number(draft.breakMinutes) >= 0)
}
