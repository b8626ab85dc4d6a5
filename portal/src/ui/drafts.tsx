// Drafts go when somebody says so: how many there are, and the button that lets them go.
import { useState } from 'preact/hooks'
import type { ConnectedApp, Job } from '../api/types'
import { usePortal } from '../context'
import { useAction } from '../resource'
import { useWords } from '../words'
import { JobProgress } from './job'
import { Trouble } from './trouble'

interface DraftsProps {
  app: ConnectedApp
  count: number
  /** For who does not hear by the change feed that they have gone. */
  onSent?: () => void
}

export function Drafts({ app, count, onSent }: DraftsProps) {
  const { week, manage } = useWords()
  const { api } = usePortal()
  const [job, setJob] = useState<Job | null>(null)
  const action = useAction()
  const sync = () => action.run(async () => setJob(await api.send<Job>('POST', `/v1/connected-apps/${app.app}/sync`)))
  const sent = () => {
    setJob(null)
    onSent?.()
  }
  if (count === 0) return null
  return (
    <>
      <div class="notice drafts" role="status">
        <span>{week.drafts(count, app.name)}</span>
        <button type="button" class="button button-main" disabled={action.busy || job !== null} onClick={sync}>{manage.syncNow}</button>
        <Trouble error={action.error} />
      </div>
      {job && <JobProgress start={job} onDone={sent} />}
    </>
  )
}
