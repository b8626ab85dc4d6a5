// One entry: what, when, for whom; what the PSA would object to is said while one types.
import { useEffect, useState } from 'preact/hooks'
import { ApiError } from '../../api/client'
import type { ConnectedApp, Options, Problem } from '../../api/types'
import { spanOf } from '../../clock'
import { usePortal } from '../../context'
import { STATE_TONES, type TimeEntry } from '../../entry'
import { useAction, useResource } from '../../resource'
import { Dialog } from '../../ui/dialog'
import { Choice, TextField } from '../../ui/fields'
import { Badge } from '../../ui/marks'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'
import { useSaid } from '../../words/said'
import { Conflict } from '../problems/conflict'
import { contentOf, isWhole, type Draft } from './draft'
import type { WorkItems } from './names'
import { Picker } from './picker'

interface EditorProps {
  draft: Draft
  entry: TimeEntry | null
  apps: ConnectedApp[]
  items: WorkItems
  onStored: (entry: TimeEntry) => void
  onClose: () => void
}

export function Editor({ draft: given, entry, apps, items, onStored, onClose }: EditorProps) {
  const words = useWords()
  const { api, formats } = usePortal()
  const [draft, setDraft] = useState(given)
  const [overtaken, setOvertaken] = useState(false)
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const app = draft.workItemId.split(':')[0] ?? ''
  const problems = useCheck(draft, entry)
  const action = useAction()
  const path = `/v1/time-entries/${draft.id}`
  const version = draft.version === null ? {} : { version: draft.version }
  const locked = entry?.locked ?? false
  const store = (method: 'PUT' | 'DELETE', body?: object) => action.run(async () => {
    try {
      onStored(await api.send<TimeEntry>(method, path, { ...(body ? { body } : {}), ...version }))
      onClose()
    } catch (error) {
      const newer = error instanceof ApiError && error.status === 412 ? (error.body['entry'] as TimeEntry | undefined) : undefined
      if (!newer) throw error
      // Somebody else was faster: what is typed here stays, and a second press puts it over theirs.
      onStored(newer)
      change({ version: newer.version })
      setOvertaken(true)
    }
  })
  const save = (event: Event) => {
    event.preventDefault()
    void store('PUT', contentOf(draft, entry))
  }
  const settled = async () => {
    onStored(await api.get<TimeEntry>(path))
    onClose()
  }
  const [start, end] = spanOf(draft.day, draft.from, draft.to)
  const seconds = (end.getTime() - start.getTime()) / 1000 - Number(draft.breakMinutes) * 60
  return (
    <Dialog title={entry ? words.week.edit : words.week.add} onClose={onClose} wide>
      {entry && <Standing entry={entry} />}
      {entry?.conflict && <Conflict path={path} conflict={entry.conflict} nameOf={items.nameOf} onDone={settled} />}
      <form class="form entry-form" onSubmit={save}>
        <Picker items={items.bookable} appNames={Object.fromEntries(apps.map((one) => [one.app, one.name]))} chosen={draft.workItemId}
          chosenName={items.nameOf(draft.workItemId)} onChoose={(item) => change({ workItemId: item.id, workTypeId: null, workRoleId: null })} />
        <div class="field-row">
          <TextField type="date" label={words.week.day} value={draft.day} required onValue={(day) => change({ day })} />
          <TextField type="time" label={words.week.from} value={draft.from} required onValue={(from) => change({ from })} />
          <TextField type="time" label={words.week.to} value={draft.to} required onValue={(to) => change({ to })} />
          <TextField type="number" label={words.week.pause} value={draft.breakMinutes} onValue={(breakMinutes) => change({ breakMinutes })} />
        </div>
        <TextField label={words.week.notes} value={draft.notes} rows={3} onValue={(notes) => change({ notes })} />
        {app && <Details key={app} app={app} draft={draft} change={change} />}
        <Objections problems={problems} />
        {overtaken && <div class="notice notice-warn" role="alert"><strong>{words.week.overtaken}</strong><p>{words.week.overtakenFix}</p></div>}
        <Trouble error={action.error} />
        <div class="dialog-actions">
          <span class="dim entry-length">{Number.isFinite(seconds) ? formats.hours(seconds) : ''}</span>
          {entry && <button type="button" class="button button-bad" disabled={action.busy || locked} onClick={() => void store('DELETE')}>{words.week.remove}</button>}
          <button type="button" class="button" onClick={onClose}>{words.trouble.cancel}</button>
          <button type="submit" class="button button-main" disabled={action.busy || locked || !isWhole(draft)}>{words.week.save}</button>
        </div>
      </form>
    </Dialog>
  )
}

function Standing({ entry }: { entry: TimeEntry }) {
  const words = useWords()
  const said = useSaid()
  const problem = entry.problem && said.problem(entry.problem)
  return (
    <div class="standing">
      <Badge tone={STATE_TONES[entry.syncState]}>{words.states[entry.syncState]}</Badge>
      <span class="dim small">{words.week.origin[entry.origin]}{entry.remote && ` · ${words.week.row(entry.remote.id)}`}{entry.locked && ` · ${words.week.locked}`}</span>
      <a class="small" href={`#/problems/${entry.id}`}>{words.week.story}</a>
      {problem && <p class="reason small">{problem.message} {problem.fix}</p>}
    </div>
  )
}

function Details({ app, draft, change }: { app: string; draft: Draft; change: (part: Partial<Draft>) => void }) {
  const words = useWords().week
  const { api } = usePortal()
  const options = useResource(() => api.get<Options>(`/v1/connected-apps/${app}/options`), [app])
  const choices = (list: { id: string; name: string }[] | undefined) => [['', words.asPsa] as const, ...(list ?? []).map((one) => [one.id, one.name] as const)]
  return (
    <details class="more">
      <summary>{words.more}</summary>
      <div class="field-row">
        <Choice label={words.billable} value={draft.billable} onValue={(billable) => change({ billable: billable as Draft['billable'] })}
          choices={(options.value?.billable ?? [{ id: draft.billable, name: '' }]).map((one) => [one.id, words.billing[one.id]] as const)} />
        <Choice label={words.workType} value={draft.workTypeId ?? ''} choices={choices(options.value?.workTypes)} onValue={(id) => change({ workTypeId: id || null })} />
        <Choice label={words.workRole} value={draft.workRoleId ?? ''} choices={choices(options.value?.workRoles)} onValue={(id) => change({ workRoleId: id || null })} />
      </div>
      <TextField label={words.internalNotes} value={draft.internalNotes} rows={2} onValue={(internalNotes) => change({ internalNotes })} />
      <Trouble error={options.error} again={options.reload} />
    </details>
  )
}

function Objections({ problems }: { problems: Problem[] }) {
  const words = useWords()
  const said = useSaid()
  return (
    <div aria-live="polite">
      {problems.map(said.problem).map((one) => (
        <div key={one.code} class="notice notice-warn">
          <strong>{one.message}</strong>
          <p>{one.fix}</p>
          <span class="dim small">{words.whoCan}: {words.who[one.who] ?? one.who}</span>
        </div>
      ))}
    </div>
  )
}

/** What the PSA would refuse, asked a moment after the last key; the API knows the rules and asks no PSA. */
function useCheck(draft: Draft, entry: TimeEntry | null): Problem[] {
  const { api } = usePortal()
  const [problems, setProblems] = useState<Problem[]>([])
  useEffect(() => {
    if (!isWhole(draft)) return undefined
    let left = false
    const timer = window.setTimeout(() => {
      const body = { id: draft.id, ...contentOf(draft, entry) }
      api.send<{ problems: Problem[] }>('POST', '/v1/time-entries/check', { body }).then(
        (answer) => { if (!left) setProblems(answer.problems) },
        () => { if (!left) setProblems([]) }, // what cannot be checked is judged when it is stored
      )
    }, 200)
    return () => {
      left = true
      window.clearTimeout(timer)
    }
  }, [draft])
  return problems
}
