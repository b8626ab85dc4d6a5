// What can be chosen in settings, as the API names it.
export interface Settings {
  direction: string
  entrySync: string
  projectSync: string
  importScope: string
  projectDisplay: string
  conflictPolicy: string
  defaults: { billable: string; workTypeId: string | null; workRoleId: string | null }
  roundHoursTo: number | null
}

export interface Preferences {
  importScope: string | null
  projectDisplay: string | null
  entrySync: string | null
}

export interface Impact {
  entries: number
  seconds: number
  hours: string
  rejections: number
  confirmNeeded: boolean
}

export const CHOICES = {
  direction: ['two_way', 'to_psa', 'from_psa'],
  entrySync: ['automatic', 'manual'],
  projectSync: ['automatic', 'manual'],
  importScope: ['primary', 'assigned', 'all'],
  projectDisplay: ['company_project_task', 'number_name', 'name'],
  conflictPolicy: ['psa_wins', 'memtime_wins', 'ask'],
} as const

export type SettingName = keyof typeof CHOICES

export const ROUNDINGS = [0, 60, 300, 360, 600, 900, 1800] as const

/** Only what differs, as a PATCH sends it. */
export function changed<T extends object>(before: T, after: T): Partial<T> {
  const differs = (name: keyof T) => JSON.stringify(before[name]) !== JSON.stringify(after[name])
  return Object.fromEntries((Object.keys(after) as (keyof T)[]).filter(differs).map((name) => [name, after[name]])) as Partial<T>
}
