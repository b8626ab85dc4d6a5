// Numbers, times and lengths of time as people read them.
export interface Formats {
  instant(iso: string): string
  ago(iso: string, now?: Date): string
  hours(seconds: number): string
  /** With its sign, e.g. +0.25 h. */
  difference(seconds: number): string
  remaining(seconds: number): string
  number(value: number): string
  money(dollars: number): string
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

export function formatsOf(locale: string): Formats {
  const instants = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const numbers = new Intl.NumberFormat(locale)
  const two = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  return {
    instant: (iso) => instants.format(new Date(iso)),
    ago(iso, now = new Date()) {
      const seconds = Math.round((new Date(iso).getTime() - now.getTime()) / 1000)
      const [unit, size] = STEPS.find((one) => Math.abs(seconds) >= one[1]) ?? ['second', 1]
      return relative.format(Math.trunc(seconds / size), unit)
    },
    hours: (seconds) => `${two.format(seconds / 3600)} h`,
    difference: (seconds) => `${seconds < 0 ? '−' : '+'}${two.format(Math.abs(seconds) / 3600)} h`,
    remaining: (seconds) => (seconds < 90 ? `${seconds} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`),
    number: (value) => numbers.format(value),
    money: (dollars) => new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' }).format(dollars),
  }
}
