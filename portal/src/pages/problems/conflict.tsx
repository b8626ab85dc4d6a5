// Both sides changed the same: one beside the other, each with the button that keeps it.
import { usePortal } from '../../context'
import type { EntryContent } from '../../entry'
import { useAction } from '../../resource'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'

type Side = 'memtime' | 'psa'
type Row = 'start' | 'end' | 'breakSeconds' | 'workItemId' | 'billable' | 'notes' | 'internalNotes' | 'workTypeId' | 'workRoleId'

const ROWS: Row[] = ['start', 'end', 'breakSeconds', 'workItemId', 'billable', 'notes', 'internalNotes', 'workTypeId', 'workRoleId']

export function Conflict({ path, conflict, onDone }: {
  path: string
  conflict: Record<Side, EntryContent>
  onDone: () => Promise<void>
}) {
  const { problems: words } = useWords()
  const { api, formats } = usePortal()
  const action = useAction()
  const keep = (side: Side) => action.run(async () => {
    await api.send('POST', `${path}/resolve`, { body: { keep: side } })
    await onDone()
  })
  const shown = (content: EntryContent, row: Row) => {
    const value = content[row]
    if (row === 'start' || row === 'end') return formats.instant(String(value))
    if (row === 'breakSeconds') return formats.hours(Number(value))
    return value === null || value === '' ? '–' : String(value)
  }
  const apart = (row: Row) => shown(conflict.memtime, row) !== shown(conflict.psa, row)
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
