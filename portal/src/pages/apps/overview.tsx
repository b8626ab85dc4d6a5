// How the connection does, the refresh, and the way out.
import { useState } from 'preact/hooks'
import type { Check, Connection, Job } from '../../api/types'
import { usePortal } from '../../context'
import { useAction } from '../../resource'
import { goTo } from '../../router'
import { Section } from '../../ui/fields'
import { JobProgress } from '../../ui/job'
import { Empty } from '../../ui/marks'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'
import { useSaid } from '../../words/said'
import { Checks } from './checks'
import type { PartProps } from './manage'
import { Uninstall } from './uninstall'

export function Overview(props: PartProps) {
  const words = useWords()
  const { person } = usePortal()
  const { app } = props
  if (!app.installed || !app.connection) {
    return <Empty title={words.apps.notInstalled}>{words.apps.askAdmin}</Empty>
  }
  return (
    <div class="stack">
      <State connection={app.connection} />
      <Refresh {...props} />
      {person.role === 'admin' && <Rights {...props} connection={app.connection} />}
      {person.role === 'admin' && <Leave {...props} />}
    </div>
  )
}

function State({ connection }: { connection: Connection }) {
  const words = useWords()
  const said = useSaid()
  const { formats } = usePortal()
  const rows: [string, string][] = [
    [words.manage.state, connection.status === 'active' ? words.apps.status['active'] ?? '' : said.sentence(connection.statusText)],
    [words.manage.since, formats.instant(connection.since)],
    [words.manage.lastPull, connection.lastPullAt ? formats.ago(connection.lastPullAt) : words.apps.neverPulled],
    [words.manage.webhooks, words.apps.hooks[connection.webhooks.state] ?? connection.webhooks.state],
    ...Object.entries(connection.credentials).map(([name, value]): [string, string] => [words.manage.credentials[name] ?? name, value]),
  ]
  return (
    <Section title={words.manage.parts.overview}>
      <dl class="pairs">{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
    </Section>
  )
}

function Refresh({ app, reload }: PartProps) {
  const words = useWords().manage
  const { api, person } = usePortal()
  const [job, setJob] = useState<Job | null>(null)
  const action = useAction()
  const start = (scope?: string) => action.run(async () => {
    setJob(await api.send<Job>('POST', `/v1/connected-apps/${app.app}/refresh`, { query: { scope } }))
  })
  const sync = () => action.run(async () => setJob(await api.send<Job>('POST', `/v1/connected-apps/${app.app}/sync`)))
  return (
    <Section title={words.refresh} lead={`${words.refreshLead} ${words.syncLead}`}>
      <Trouble error={action.error} />
      {!app.authenticated && <p>{words.refreshNeedsYou} <a href={`#/apps/${app.app}/authentication`}>{words.parts.authentication}</a></p>}
      <div class="card-actions">
        <button type="button" class="button button-main" disabled={action.busy || !app.authenticated} onClick={() => start()}>{words.refreshMine}</button>
        <button type="button" class="button" disabled={action.busy || !app.authenticated} onClick={sync}>{words.syncNow}</button>
        {person.role === 'admin' && <button type="button" class="button" disabled={action.busy} onClick={() => start('account')}>{words.refreshAll}</button>}
      </div>
      {job && <JobProgress start={job} onDone={() => void reload()} />}
    </Section>
  )
}

function Rights({ app, connection, reload }: PartProps & { connection: Connection }) {
  const words = useWords().manage
  const { api } = usePortal()
  const [checks, setChecks] = useState<Check[]>(connection.checks)
  const action = useAction()
  const again = () => action.run(async () => {
    const answer = await api.send<{ checks: Check[] }>('POST', `/v1/connected-apps/${app.app}/connection/check`)
    setChecks(answer.checks)
    void reload()
  })
  return (
    <Section title={words.rights} lead={words.rightsLead}>
      <Trouble error={action.error} />
      <Checks checks={checks} />
      <div class="card-actions">
        <button type="button" class="button" disabled={action.busy} onClick={again}>{action.busy ? words.checking : words.checkAgain}</button>
        <a class="button" href={`#/apps/${app.app}/connection`}>{words.edit}</a>
      </div>
    </Section>
  )
}

function Leave({ app, reload }: PartProps) {
  const words = useWords().manage
  const [asked, setAsked] = useState(false)
  return (
    <Section title={words.uninstall} lead={words.uninstallLead}>
      <div><button type="button" class="button button-bad" onClick={() => setAsked(true)}>{words.uninstallButton}</button></div>
      {asked && <Uninstall app={app} onClose={() => setAsked(false)} onDone={() => { void reload(); goTo('/apps') }} />}
    </Section>
  )
}
