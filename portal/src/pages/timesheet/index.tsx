// The timesheet: Memtime and the PSA day by day, every difference with its cause.
import 'uplot/dist/uPlot.min.css'
import { lazy, Suspense } from 'preact/compat'
import type { ConnectedApp, Page } from '../../api/types'
import { usePortal } from '../../context'
import { dayName, isDay, plusDays, today, weekOf } from '../../days'
import { useAction, useResource } from '../../resource'
import type { Route } from '../../router'
import { goTo } from '../../router'
import { Drafts } from '../../ui/drafts'
import { Badge, Empty, Loading, PageHead } from '../../ui/marks'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'
import { useSaid } from '../../words/said'
import { saveAs } from './save'
import { draftsIn, totals, type Statement } from './statement'
import { SheetTable } from './table'

const Chart = lazy(() => import('./chart'))

export function Timesheet({ route }: { route: Route }) {
  const words = useWords()
  const { api } = usePortal()
  const apps = useResource(() => api.get<Page<ConnectedApp>>('/v1/connected-apps'), [api])
  const mine = apps.value?.items.filter((one) => one.authenticated) ?? []
  const chosen = mine.find((one) => one.app === route.rest[0]) ?? mine[0]
  const asked = route.query.get('week')
  return (
    <>
      <PageHead title={words.timesheet.title} lead={words.timesheet.lead} />
      <Trouble error={apps.error} again={apps.reload} />
      {!apps.value && !apps.error && <Loading />}
      {apps.value && !chosen && <Empty title={words.timesheet.noApp}>{words.timesheet.noAppFix}</Empty>}
      {chosen && <Sheet key={chosen.app} apps={mine} app={chosen} day={isDay(asked) ? asked : today(chosen.psaUser?.timeZone)} />}
    </>
  )
}

function Sheet({ apps, app, day }: { apps: ConnectedApp[]; app: ConnectedApp; day: string }) {
  const { api } = usePortal()
  const words = useWords()
  const week = weekOf(day)
  const [first, last] = [week[0] ?? day, week[6] ?? day]
  const query = { app: app.app, from: first, to: last }
  const sheet = useResource(() => api.get<Statement>('/v1/timesheet', query), [api, app.app, first])
  const csv = useAction()
  const download = () => csv.run(async () => {
    saveAs(await api.file('/v1/timesheet', { ...query, format: 'csv' }), `timesheet-${app.app}-${first}-${last}.csv`)
  })
  const show = (name: string, one: string) => goTo(`/timesheet/${name}?week=${one}`)
  const short = { day: 'numeric', month: 'short' } as const
  return (
    <>
      <div class="toolbar">
        <div class="toolbar-group">
          <button type="button" class="button" aria-label={words.timesheet.before} onClick={() => show(app.app, plusDays(first, -7))}>‹</button>
          <button type="button" class="button" onClick={() => show(app.app, today(app.psaUser?.timeZone))}>{words.timesheet.thisWeek}</button>
          <button type="button" class="button" aria-label={words.timesheet.after} onClick={() => show(app.app, plusDays(first, 7))}>›</button>
          <h2 aria-live="polite">{dayName(first, words.locale, short)} – {dayName(last, words.locale, { ...short, year: 'numeric' })}</h2>
        </div>
        <div class="toolbar-group">
          {apps.length > 1 && (
            <label class="toolbar-choice"><span class="hidden-word">{words.timesheet.app}</span>
              <select value={app.app} onChange={(event) => show(event.currentTarget.value, first)}>
                {apps.map((one) => <option key={one.app} value={one.app}>{one.name}</option>)}
              </select>
            </label>
          )}
          <button type="button" class="button" disabled={csv.busy} onClick={download}>{words.timesheet.download}</button>
        </div>
      </div>
      <Trouble error={csv.error} />
      <Trouble error={sheet.error} again={sheet.reload} />
      {!sheet.value && !sheet.error && <Loading />}
      {sheet.value && <Drafts app={app} count={draftsIn(sheet.value)} onSent={sheet.reload} />}
      {sheet.value && <Stated statement={sheet.value} busy={sheet.busy} />}
    </>
  )
}

function Stated({ statement, busy }: { statement: Statement; busy: boolean }) {
  const { formats } = usePortal()
  const words = useWords().timesheet
  const said = useSaid()
  const all = totals(statement.days)
  const equal = statement.days.every((day) => day.differences.length === 0)
  return (
    <section class="stack" aria-busy={busy}>
      {!statement.psa.live && <div class="notice notice-warn"><strong>{words.notLive}</strong><p>{said.unread(statement.psa.code, statement.psa.reason)}</p></div>}
      {statement.unexplainedSeconds > 0 && (
        <div class="notice notice-bad" role="alert"><strong>{words.unexplained(formats.hours(statement.unexplainedSeconds))}</strong><p>{words.unexplainedFix}</p></div>
      )}
      <div class="card">
        <div class="chart-head">
          <ul class="legend">
            <li><span class="swatch swatch-memtime" aria-hidden="true" />{words.memtime} <strong>{formats.hours(all.memtime)}</strong></li>
            <li><span class="swatch swatch-psa" aria-hidden="true" />{words.psa} <strong>{formats.hours(all.psa)}</strong></li>
          </ul>
          <Badge tone={equal ? 'good' : 'warn'}>{equal ? words.equal : words.differs}</Badge>
        </div>
        <Suspense fallback={<Loading />}><Chart days={statement.days} /></Suspense>
        <p class="dim small">{words.zone(statement.timeZone)}</p>
      </div>
      <div class="card"><SheetTable statement={statement} /></div>
    </section>
  )
}
