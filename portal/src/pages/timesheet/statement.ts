// A timesheet as the API states it.
export interface Difference {
  entryId: string | null
  psaId: string | null
  seconds: number
  cause: string
}

export interface SheetDay {
  date: string
  memtimeSeconds: number
  psaSeconds: number
  billableSeconds: number
  differences: Difference[]
}

export interface Cause {
  message: string
  fix: string
  who: string
  where: string
}

export interface Statement {
  app: string
  timeZone: string
  psaUser: { name: string; userName: string } | null
  psa: { live: boolean; readAt: string | null; code: string | null; reason: string | null }
  days: SheetDay[]
  unexplainedSeconds: number
  causes: Record<string, Cause>
}

export function totals(days: SheetDay[]) {
  const sum = (pick: (day: SheetDay) => number) => days.reduce((all, day) => all + pick(day), 0)
  return {
    memtime: sum((day) => day.memtimeSeconds),
    psa: sum((day) => day.psaSeconds),
    billable: sum((day) => day.billableSeconds),
  }
}

/** Entries that wait for somebody to say "sync now"; one over midnight differs on two days. */
export function draftsIn({ days }: Statement): number {
  const drafts = days.flatMap((day) => day.differences.filter((one) => one.cause === 'draft'))
  return new Set(drafts.map((one) => one.entryId)).size
}
