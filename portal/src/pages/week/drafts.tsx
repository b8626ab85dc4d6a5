// Drafts go when somebody says so: how many there are, and the button that lets them go.
import type { ConnectedApp, Job } from '../../api/types'
import { usePortal } from '../../context'
import type { TimeEntry } from '../../entry'
import { useAction } from '../../resource'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'

export function Drafts({ drafts, apps }: { drafts: TimeEntry[]; apps: ConnectedApp[] }) {
  const of = (app: ConnectedApp) => drafts.filter((one) => one.app === app.app).length
  return <>{apps.filter(of).map((one) => <DraftsOf key={one.app} app={one} count={of(one)} />)}</>
}

/** The entries themselves tell, by the change feed, how far it is. */
function DraftsOf({ app, count }: { app: ConnectedApp; count: number }) {
  const { week, manage } = useWords()
  const { api } = usePortal()
  const action = useAction()
  const sync = () => action.run(async () => {
    await api.send<Job>('POST', `/v1/connected-apps/${app.app}/sync`)
  })
  return (
    <div class="notice drafts" role="status">
      <span>{week.drafts(count, app.name)}</span>
      <button type="button" class="button button-main" disabled={action.busy} onClick={sync}>{manage.syncNow}</button>
      <Trouble error={action.error} />
    </div>
  )
}
