// The week: what was booked, how it stands in the PSA, and a way to book more by mouse or by keys.
import type { ComponentType } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { ConnectedApp, Page } from '../../api/types'
import { boundsOf, dayOf, instantAt, written, zoneHere } from '../../clock'
import { usePortal } from '../../context'
import { dayName, isDay, mondayOf, plusDays } from '../../days'
import type { TimeEntry } from '../../entry'
import { useAction, useResource } from '../../resource'
import { goTo, type Route } from '../../router'
import { Drafts } from '../../ui/drafts'
import { Badge, Empty, Loading, PageHead } from '../../ui/marks'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'
import type { CalendarProps } from './calendar'
import { contentOfEntry, draftOf, newDraft, type Draft } from './draft'
import { Editor } from './editor'
import { useEntries } from './entries'
import { useWorkItems } from './names'

const NARROW = '(max-width: 46rem)'

export function Week({ route }: { route: Route }) {
  const words = useWords()
  const { api, formats } = usePortal()
  const narrow = useNarrow()
  const asked = route.query.get('day')
  const day = isDay(asked) ? asked : dayOf(new Date())
  const days = narrow ? 1 : 7
  const first = narrow ? day : mondayOf(day)
  const [from, to] = useMemo(() => boundsOf(first, days), [first, days])
  const apps = useResource(() => api.get<Page<ConnectedApp>>('/v1/connected-apps'), [api])
  const items = useWorkItems()
  const entries = useEntries(from, to)
  const Calendar = useCalendar()
  const [open, setOpen] = useState<{ draft: Draft; entry: TimeEntry | null } | null>(null)
  const move = useMove(entries.keep)
  const [app, setApp] = useState('')
  const shown = useMemo(() => entries.shown.filter((one) => !app || one.app === app), [entries.shown, app])
  const total = shown.reduce((sum, one) => sum + one.durationSeconds, 0)
  const show = (one: string) => goTo(`/week?day=${one}`)
  const create = (start: Date, end: Date) => setOpen({ draft: newDraft(start, end), entry: null })
  // What stands above the calendar comes with the apps; later it would move the hours below somebody's mouse.
  const arranged = apps.value !== null || apps.error !== null
  const authenticated = apps.value?.items.some((one) => one.authenticated) ?? true
  return (
    <>
      <PageHead title={words.nav.week} lead={words.week.lead}>
        <button type="button" class="button button-main" disabled={!authenticated} onClick={() => create(...nextHour(day))}>{words.week.add}</button>
      </PageHead>
      {!authenticated && <Empty title={words.apps.notAuthenticated}><a class="button button-main" href="#/apps">{words.apps.authenticateNow}</a></Empty>}
      <div class="week-bar">
        <div class="card-actions">
          <button type="button" class="button" aria-label={words.week.before} onClick={() => show(plusDays(first, -days))}>‹</button>
          <button type="button" class="button" onClick={() => show(dayOf(new Date()))}>{words.week.today}</button>
          <button type="button" class="button" aria-label={words.week.after} onClick={() => show(plusDays(first, days))}>›</button>
        </div>
        <h2 aria-live="polite">{spanName(first, days, words.locale)}</h2>
        <span class="dim">{formats.hours(total)}</span>
        <AppChoice apps={apps.value?.items ?? []} value={app} onValue={setApp} />
        <Zones apps={apps.value?.items ?? []} />
      </div>
      <Trouble error={apps.error} again={apps.reload} />
      <Trouble error={entries.error} again={entries.reload} />
      <Trouble error={move.error} />
      {apps.value?.items.map((one) => <Drafts key={one.app} app={one} count={entries.drafts.filter(({ app }) => app === one.app).length} />)}
      {Calendar && arranged
        ? <div class="card calendar-card" data-state={entries.loading ? 'loading' : 'ready'}>
            <Calendar key={words.locale} first={first} days={days} entries={shown} nameOf={items.nameOf} words={words}
              onCreate={create} onOpen={(entry) => setOpen({ draft: draftOf(entry), entry })} onMove={move.run} />
          </div>
        : <Loading />}
      <Legend />
      {open && <Editor key={open.draft.id} {...open} apps={apps.value?.items ?? []} items={items} onStored={entries.keep} onClose={() => setOpen(null)} />}
    </>
  )
}

/** Moving and stretching store at once; what is refused goes back to where it was, and says why. */
function useMove(keep: (entry: TimeEntry) => void) {
  const { api } = usePortal()
  const action = useAction()
  const run = (entry: TimeEntry, start: Date, end: Date) => action.run(async () => {
    const body = { ...contentOfEntry(entry), start: written(start), end: written(end), timeZone: zoneHere() }
    keep(await api.send<TimeEntry>('PUT', `/v1/time-entries/${entry.id}`, { body, version: entry.version }))
  })
  return { error: action.error, run }
}

/** The calendar is a third of all code, and comes when somebody looks at a week. */
function useCalendar(): ComponentType<CalendarProps> | null {
  const [found, setFound] = useState<{ one: ComponentType<CalendarProps> } | null>(null)
  useEffect(() => {
    void import('./calendar').then((module) => setFound({ one: module.default }))
  }, [])
  return found?.one ?? null
}

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => window.matchMedia(NARROW).matches)
  useEffect(() => {
    const media = window.matchMedia(NARROW)
    const changed = () => setNarrow(media.matches)
    media.addEventListener('change', changed)
    return () => media.removeEventListener('change', changed)
  }, [])
  return narrow
}

function AppChoice({ apps, value, onValue }: { apps: ConnectedApp[]; value: string; onValue: (app: string) => void }) {
  const words = useWords().week
  const used = apps.filter((one) => one.installed)
  if (used.length < 2) return null
  return (
    <select class="app-choice" aria-label={words.whichApp} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
      <option value="">{words.allApps}</option>
      {used.map((one) => <option key={one.app} value={one.app}>{one.name}</option>)}
    </select>
  )
}

function Zones({ apps }: { apps: ConnectedApp[] }) {
  const words = useWords().week
  const here = zoneHere()
  const other = apps.find((one) => one.psaUser && one.psaUser.timeZone !== here)
  if (!other?.psaUser) return null
  return <span class="dim small">{words.zones(here, other.name, other.psaUser.timeZone)}</span>
}

function Legend() {
  const words = useWords()
  return (
    <p class="legend" aria-label={words.week.legend}>
      <Badge tone="good">{words.states.synced}</Badge>
      <Badge tone="busy">{words.states.sending}</Badge>
      <Badge tone="warn">{words.states.waiting}</Badge>
      <Badge tone="bad">{words.states.rejected}</Badge>
      <Badge tone="plain">{words.states.draft}</Badge>
    </p>
  )
}

function spanName(first: string, days: number, locale: string): string {
  const style = { day: 'numeric', month: 'long', year: 'numeric' } as const
  if (days === 1) return dayName(first, locale, { weekday: 'long', ...style })
  return `${dayName(first, locale, { day: 'numeric', month: 'short' })} – ${dayName(plusDays(first, days - 1), locale, style)}`
}

/** An hour to begin with: the one that just ended, or nine o'clock on another day. */
function nextHour(day: string): [Date, Date] {
  const now = new Date()
  const hour = day === dayOf(now) ? Math.max(now.getHours() - 1, 0) : 9
  const start = instantAt(day, `${hour}:00`)
  return [start, new Date(start.getTime() + 3_600_000)]
}
