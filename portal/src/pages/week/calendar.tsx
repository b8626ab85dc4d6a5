// The week as a calendar: drag to make, move and stretch; every entry says how it stands.
import { useEffect, useRef, useState } from 'preact/hooks'
import { Calendar, type CalendarOptions } from 'fullcalendar'
import interaction from 'fullcalendar/interaction'
import classic from 'fullcalendar/themes/classic'
import timeGrid from 'fullcalendar/timegrid'
import { STATE_TONES, type TimeEntry } from '../../entry'
import type { Words } from '../../words'

export interface CalendarProps {
  first: string
  days: number
  entries: TimeEntry[]
  nameOf: (id: string) => string
  words: Words
  onCreate: (start: Date, end: Date) => void
  onOpen: (entry: TimeEntry) => void
  onMove: (entry: TimeEntry, start: Date, end: Date) => Promise<boolean>
}

const CLOCK = { hour: '2-digit', minute: '2-digit', hour12: false } as const

export default function WeekCalendar(props: CalendarProps) {
  const place = useRef<HTMLDivElement>(null)
  const calendar = useRef<Calendar | null>(null)
  const held = useHeld(place)
  const drawn = useRef<readonly unknown[]>([])
  const newest = useRef(props)
  newest.current = props
  const { first, days, entries, words, nameOf } = props

  useEffect(() => {
    if (!place.current) return undefined
    const one = new Calendar(place.current, optionsOf(newest))
    one.render()
    completes(place.current)
    calendar.current = one
    return () => one.destroy()
  }, [days, words])

  useEffect(() => calendar.current?.gotoDate(first), [first, days, words])

  useEffect(() => {
    const one = calendar.current
    const wanted = [entries, nameOf, one] as const
    // What is being dragged is not pulled away from under the hand, nor is what has not changed.
    if (!one || held || wanted.every((part, number) => part === drawn.current[number])) return
    drawn.current = wanted
    one.batchRendering(() => {
      one.removeAllEvents()
      for (const entry of entries) {
        one.addEvent({
          id: entry.id,
          title: nameOf(entry.workItemId),
          start: entry.start,
          end: entry.end,
          className: `entry entry-${STATE_TONES[entry.syncState]}`,
          startEditable: !entry.locked,
          durationEditable: !entry.locked,
          extendedProps: { entry },
        })
      }
    })
  }, [entries, nameOf, words, days, held])

  return <div ref={place} class="calendar" />
}

/** What screen readers and keys miss of the library's own markup. */
function completes(place: HTMLElement): void {
  for (const empty of place.querySelectorAll('[role=rowheader]:empty')) empty.setAttribute('aria-hidden', 'true')
  for (const one of place.querySelectorAll<HTMLElement>('div')) {
    if (getComputedStyle(one).overflowY !== 'auto') continue
    one.tabIndex = 0 // so that arrow keys scroll it
    one.closest('[role=rowgroup]')?.setAttribute('role', 'none')
    one.setAttribute('role', 'rowgroup')
  }
}

/** Whether a button or a finger is down on the calendar. */
function useHeld(place: { current: HTMLElement | null }): boolean {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    const down = () => setHeld(true)
    const up = () => window.setTimeout(() => setHeld(false)) // after the click that follows
    const one = place.current
    one?.addEventListener('pointerdown', down)
    window.addEventListener('pointerup', up)
    window.addEventListener('pointercancel', up)
    return () => {
      one?.removeEventListener('pointerdown', down)
      window.removeEventListener('pointerup', up)
      window.removeEventListener('pointercancel', up)
    }
  }, [])
  return held
}

function optionsOf(newest: { current: CalendarProps }): CalendarOptions {
  const { first, days, words } = newest.current
  const entryOf = (event: { extendedProps: Record<string, unknown> }) => event.extendedProps['entry'] as TimeEntry
  const moved = async (info: { event: { start: Date | null; end: Date | null; extendedProps: Record<string, unknown> }; revert: () => void }) => {
    const { start, end } = info.event
    if (!start || !end || !(await newest.current.onMove(entryOf(info.event), start, end))) info.revert()
  }
  return {
    plugins: [timeGrid, interaction, classic],
    initialView: 'timeGrid',
    initialDate: first,
    duration: { days },
    locale: words.locale,
    timeZone: 'local',
    headerToolbar: false,
    allDaySlot: false,
    nowIndicator: true,
    height: '100%',
    scrollTime: '07:00',
    slotDuration: '00:30',
    slotEventOverlap: false,
    eventMinHeight: 21, // one line: a few minutes are still named
    snapDuration: '00:15',
    slotHeaderFormat: CLOCK,
    eventTimeFormat: CLOCK,
    dayHeaderFormat: { weekday: 'short', day: 'numeric', month: 'short' },
    // The library hides the visible words of a day and reads another form out; one form is enough.
    dayHeaderDidMount: ({ el }) => el.querySelector('[aria-hidden]')?.removeAttribute('aria-hidden'),
    selectable: true,
    selectMirror: true,
    selectMinDistance: 4,
    editable: true,
    eventInteractive: true,
    select: (span) => {
      newest.current.onCreate(span.start, span.end)
      span.view.calendar.unselect()
    },
    eventClick: (info) => {
      info.jsEvent.preventDefault()
      newest.current.onOpen(entryOf(info.event))
    },
    eventDrop: (info) => void moved(info),
    eventResize: (info) => void moved(info),
    eventDidMount: ({ el, event, timeText }) => {
      const entry = event.extendedProps['entry'] as TimeEntry | undefined
      // What a narrow box cuts off; the mirror of a drag is no entry yet.
      if (entry) el.title = [event.title, words.states[entry.syncState], timeText, entry.notes].filter(Boolean).join('\n')
    },
    eventContent: (info) => {
      const entry = info.event.extendedProps['entry'] as TimeEntry | undefined
      return { domNodes: contentOf(info.timeText, info.event.title, entry ? words.states[entry.syncState] : '', entry?.notes ?? '') }
    },
  } as CalendarOptions
}

/** As text nodes: what people write in notes is never read as a page. */
function contentOf(time: string, title: string, state: string, notes: string): HTMLElement[] {
  const part = (kind: string, text: string) => {
    const one = document.createElement('span')
    one.className = `entry-${kind}`
    one.textContent = text
    return one
  }
  const whole = document.createElement('span')
  whole.className = 'entry-content'
  whole.append(...(state ? [part('state', state)] : []), part('time', time), part('title', title), ...(notes ? [part('notes', notes)] : []))
  return [whole]
}
