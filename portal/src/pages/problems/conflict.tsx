// Both sides changed the same: one beside the other, each with the button that keeps it.
import type { Options } from '../../api/types'
import { usePortal } from '../../context'
import type { EntryContent } from '../../entry'
import { useAction, useResource } from '../../resource'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'

type Side = 'memtime' | 'psa'
type Row = 'start' | 'end' | 'breakSeconds' | 'workItemId' | 'billable' | 'notes' | 'internalNotes' | 'workTypeId' | 'workRoleId'

const ROWS: Row[] = ['start', 'end', 'breakSeconds', 'workItemId', 'billable', 'notes', 'internalNotes', 'workTypeId', 'workRoleId']

/** What Memtime leaves to the PSA is no difference, whatever the PSA then has. */
const LEFT_TO_PSA: Partial<Record<Row, string | null>> = { billable: 'default', workTypeId: null, workRoleId: null }

export function Conflict({ path, conflict, nameOf, onDone }: {
  path: string
  conflict: Record<Side, EntryContent>
  nameOf: (workItemId: string) => string
  onDone: () => Promise<void>
}) {
  const { problems: words, week } = useWords()
  const { api, formats } = usePortal()
  const app = conflict.memtime.workItemId.split(':')[0]
  const { value: options } = useResource(() => api.get<Options>(`/v1/connected-apps/${app}/options`), [app])
  const action = useAction()
  const keep = (side: Side) => action.run(async () => {
    await api.send('POST', `${path}/resolve`, { body: { keep: side } })
    await onDone()
  })
  const shown = (content: EntryContent, row: Row) => {
    const value = content[row]
    if (row === 'start' || row === 'end') return formats.instant(String(value))
    if (row === 'breakSeconds') return formats.hours(Number(value))
    if (row in LEFT_TO_PSA && value === LEFT_TO_PSA[row]) return week.asPsa
    if (row === 'billable') return week.billing[content.billable]
    if (row === 'workItemId') return nameOf(content.workItemId)
    const named = row === 'workTypeId' ? options?.workTypes : row === 'workRoleId' ? options?.workRoles : []
    return value === null || value === '' ? '–' : named?.find((one) => one.id === value)?.name ?? String(value)
  }
  const apart = (row: Row) =>
    conflict.memtime[row] !== conflict.psa[row] && !(row in LEFT_TO_PSA && conflict.memtime[row] === LEFT_TO_PSA[row])
  const rows = ROWS.filter((row) => apart(row) || ['start', 'end', 'notes'].includes(row))
  return (
    <section class="card section">
      <header><h2>{words.conflict}</h2><p class="dim">{words.conflictLead}</p></header>
      <div class="sides">
        {(['memtime', 'psa'] as const).map((side) => (
          <section key={side} class="side-card" aria-label={words.sides[side]}>
            <h3>{words.sides[side]}</h3>
            <dl>
              {rows.map((row) => (
                <div key={row}><dt>{words.rows[row]}</dt><dd><span class={apart(row) ? 'apart' : undefined}>{shown(conflict[side], row)}</span></dd></div>
              ))}
            </dl>
            <button type="button" class="button button-main" disabled={action.busy} onClick={() => void keep(side)}>{words.keep[side]}</button>
          </section>
        ))}
      </div>
      <Trouble error={action.error} />
    </section>
  )
}
