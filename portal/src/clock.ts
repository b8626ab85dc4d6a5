// A person's clock and the instants behind it: what a day and a time of day mean here, DST included.
const two = (value: number) => String(value).padStart(2, '0')

/** The calendar day, 2026-03-29, of an instant on this machine's clock. */
export function dayOf(instant: Date): string {
  return `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`
}

/** The time of day, 09:30. */
export function timeOf(instant: Date): string {
  return `${two(instant.getHours())}:${two(instant.getMinutes())}`
}

/**
 * The instant of a day and a time. A time that the clock leaps over is that long after the leap; of one that comes
 * twice, the first is meant. Both as Date has it.
 */
export function instantAt(day: string, time: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return new Date(year, month - 1, date, hour, minute)
}

/** Start and end on the clock; an end that is not after the start is on the next day. */
export function spanOf(day: string, from: string, to: string): [Date, Date] {
  const start = instantAt(day, from)
  const end = instantAt(day, to)
  if (end > start) return [start, end]
  const next = instantAt(day, '12:00')
  next.setDate(next.getDate() + 1)
  return [start, instantAt(dayOf(next), to)]
}

/** Midnight before the first day and after the last, as instants: a DST week has 167 or 169 hours. */
export function boundsOf(first: string, days: number): [Date, Date] {
  const start = instantAt(first, '00:00')
  const end = instantAt(first, '00:00')
  end.setDate(end.getDate() + days)
  return [start, end]
}

/** As the API writes instants: UTC, whole seconds. */
export function written(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`
}

export function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
