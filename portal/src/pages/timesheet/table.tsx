// Both sides day by day, and below each day what differs and why.
import { Fragment } from 'preact'
import { usePortal } from '../../context'
import { dayName } from '../../days'
import { Badge } from '../../ui/marks'
import { useWords } from '../../words'
import { useSaid } from '../../words/said'
import { totals, type Cause, type Difference, type SheetDay, type Statement } from './statement'

export function SheetTable({ statement }: { statement: Statement }) {
  const { formats } = usePortal()
  const { timesheet: words } = useWords()
  const all = totals(statement.days)
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label={words.tableLabel}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{words.day}</th>
            <th scope="col" class="number">{words.memtime}</th>
            <th scope="col" class="number">{words.psa}</th>
            <th scope="col" class="number">{words.billable}</th>
            <th scope="col" class="number">{words.difference}</th>
          </tr>
        </thead>
        <tbody>{statement.days.map((day) => <DayRows key={day.date} day={day} causes={statement.causes} />)}</tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.sum}</th>
            <td class="number">{formats.hours(all.memtime)}</td>
            <td class="number">{formats.hours(all.psa)}</td>
            <td class="number">{formats.hours(all.billable)}</td>
            <td class="number">{all.memtime === all.psa ? '–' : formats.difference(all.memtime - all.psa)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

function DayRows({ day, causes }: { day: SheetDay; causes: Record<string, Cause> }) {
  const { formats } = usePortal()
  const { locale } = useWords()
  const apart = day.memtimeSeconds - day.psaSeconds
  return (
    <Fragment>
      <tr>
        <th scope="row">{dayName(day.date, locale, { weekday: 'long', day: 'numeric', month: 'short' })}</th>
        <td class="number">{formats.hours(day.memtimeSeconds)}</td>
        <td class="number">{formats.hours(day.psaSeconds)}</td>
        <td class="number">{formats.hours(day.billableSeconds)}</td>
        <td class="number">{apart === 0 ? '–' : formats.difference(apart)}</td>
      </tr>
      {day.differences.map((one) => (
        <tr key={`${one.entryId} ${one.psaId} ${one.cause}`} class="cause-row">
          <td colSpan={5}><CauseLine difference={one} cause={causes[one.cause]} /></td>
        </tr>
      ))}
    </Fragment>
  )
}

function CauseLine({ difference, cause: one }: { difference: Difference; cause: Cause | undefined }) {
  const { formats } = usePortal()
  const words = useWords()
  const said = useSaid()
  const cause = one && said.cause(difference.cause, one)
  const unexplained = difference.cause === 'unexplained'
  return (
    <div class="cause">
      <Badge tone={unexplained ? 'bad' : 'warn'}>{formats.difference(difference.seconds)}</Badge>
      <div>
        <p>{cause?.message ?? difference.cause}</p>
        {cause && <p class="dim small">{cause.fix} {words.whoCan}: {words.who[cause.who] ?? cause.who}.</p>}
        {difference.entryId && <a class="small" href={`#/problems/${difference.entryId}`}>{words.timesheet.story}</a>}
      </div>
    </div>
  )
}
