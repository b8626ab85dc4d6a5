// All connected apps with their state: the first page that anybody sees.
import { useState } from 'preact/hooks'
import type { ConnectedApp, Page } from '../../api/types'
import { usePortal } from '../../context'
import { useResource } from '../../resource'
import { Badge, Loading, PageHead } from '../../ui/marks'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'
import { useSaid } from '../../words/said'
import { toneOf } from './state'

export function AppList() {
  const words = useWords().apps
  const { api } = usePortal()
  const apps = useResource(() => api.get<Page<ConnectedApp>>('/v1/connected-apps'), [api])
  const [told, setTold] = useState('')
  const refresh = async () => {
    setTold('')
    await apps.reload()
    setTold(words.refreshed)
  }
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        <button type="button" class="button" disabled={apps.busy} onClick={refresh}>{words.refresh}</button>
      </PageHead>
      <p class="hidden-word" role="status">{told}</p>
      <Trouble error={apps.error} again={apps.reload} />
      {!apps.value && !apps.error && <Loading />}
      <ul class="cards" aria-label={words.title}>
        {apps.value?.items.map((one) => <AppCard key={one.app} app={one} />)}
      </ul>
    </>
  )
}

function AppCard({ app }: { app: ConnectedApp }) {
  const words = useWords().apps
  const { person } = usePortal()
  const { connection } = app
  const status = app.installed && connection ? connection.status : 'removed'
  const admin = person.role === 'admin'
  return (
    <li class="card app-card">
      <div class="app-card-head">
        <span class="app-sign" aria-hidden="true">{app.name.slice(0, 1)}</span>
        <h2>{app.name}</h2>
        <Badge tone={toneOf(status)}>{words.status[status] ?? status}</Badge>
      </div>
      {app.installed && connection ? <Installed app={app} /> : <p class="dim">{admin ? words.lead : words.askAdmin}</p>}
      <div class="card-actions">
        {app.installed && !app.authenticated && (
          <a class="button button-main" href={`#/apps/${app.app}/authentication`}>{words.authenticateNow}</a>
        )}
        {app.installed && <a class="button" href={`#/apps/${app.app}`}>{words.manage}<span class="hidden-word"> {app.name}</span></a>}
        {!app.installed && admin && (
          <a class="button button-main" href={`#/apps/${app.app}/connection`}>{words.install}<span class="hidden-word"> {app.name}</span></a>
        )}
      </div>
    </li>
  )
}

function Installed({ app }: { app: ConnectedApp }) {
  const words = useWords().apps
  const said = useSaid()
  const { formats } = usePortal()
  const { connection, psaUser } = app
  return (
    <ul class="facts">
      <li>{psaUser ? words.youAre(psaUser.name, psaUser.userName) : words.notAuthenticated}</li>
      {connection?.statusText && connection.status !== 'active' && <li>{said.sentence(connection.statusText)}</li>}
      <li>{connection?.lastPullAt ? words.lastPull(formats.ago(connection.lastPullAt)) : words.neverPulled}</li>
      <li>{words.hooks[connection?.webhooks.state ?? ''] ?? ''}</li>
    </ul>
  )
}
