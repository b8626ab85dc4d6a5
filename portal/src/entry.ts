// A time entry as the API sends it, and how its state looks.
import type { Billable, Problem } from './api/types'
import type { Tone } from './ui/marks'

export type SyncState = 'draft' | 'queued' | 'sending' | 'in_doubt' | 'waiting' | 'synced' | 'conflict' | 'rejected'

export interface EntryContent {
  workItemId: string
  start: string
  end: string
  timeZone: string
  breakSeconds: number
  notes: string
  internalNotes: string
  billable: Billable
  workTypeId: string | null
  workRoleId: string | null
}

export interface TimeEntry extends EntryContent {
  id: string
  userId: string
  app: string
  version: number
  durationSeconds: number
  timesKnown: boolean
  origin: 'memtime' | 'psa'
  syncState: SyncState
  remote: { id: string; hours: string; workDate: string; status: string; timesheet: string | null } | null
  locked: boolean
  problem: Problem | null
  conflict: { memtime: EntryContent; psa: EntryContent } | null
  waitingUntil: string | null
  deletedAt: string | null
}

export const STATE_TONES: Record<SyncState, Tone> = {
  draft: 'plain',
  queued: 'busy',
  sending: 'busy',
  in_doubt: 'warn',
  waiting: 'warn',
  synced: 'good',
  conflict: 'bad',
  rejected: 'bad',
}
