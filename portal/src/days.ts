// Calendar days without a clock or a zone: as the API writes them, 2026-03-29.
const DAY = 86_400_000

function instantOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}

export function plusDays(day: string, count: number): string {
  return new Date(instantOf(day) + count * DAY).toISOString().slice(0, 10)
}

export function isDay(text: string | null): text is string {
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(instantOf(text))
}

/** The Monday of the day's week (ISO 8601). */
export function mondayOf(day: string): string {
  return plusDays(day, -((new Date(instantOf(day)).getUTCDay() + 6) % 7))
}

/** The day that it is now in a zone, or here. */
export function today(timeZone?: string, now = new Date()): string {
  const zone = timeZone === undefined ? {} : { timeZone }
  return new Intl.DateTimeFormat('en-CA', { ...zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now)
}

export function weekOf(day: string): string[] {
  const monday = mondayOf(day)
  return Array.from({ length: 7 }, (_, number) => plusDays(monday, number))
}

/** A day as people write it; noon, so that no zone moves it. */
export function dayName(day: string, locale: string, style: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' }).format(new Date(instantOf(day) + DAY / 2))
}
