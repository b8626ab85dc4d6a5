// What time can be booked on: a tree per app, a search, and why something takes no time.
import { useEffect, useMemo, useState } from 'preact/hooks'
import { everyPage } from '../../api/client'
import type { ConnectedApp, Job, Page, WorkItem } from '../../api/types'
import { usePortal } from '../../context'
import { useAction, useResource } from '../../resource'
import type { Route } from '../../router'
import { JobProgress } from '../../ui/job'
import { Badge, Empty, Loading, PageHead } from '../../ui/marks'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'
import { useSaid } from '../../words/said'
import { treeOf, type Branch } from './tree'

export function Projects({ route }: { route: Route }) {
  const words = useWords()
  const { api } = usePortal()
  const apps = useResource(() => api.get<Page<ConnectedApp>>('/v1/connected-apps'), [api])
  const installed = apps.value?.items.filter((one) => one.installed) ?? []
  const current = installed.find((one) => one.app === route.rest[0]) ?? installed[0]
  return (
    <>
      <PageHead title={words.nav.projects} lead={words.projects.lead} />
      <Trouble error={apps.error} again={apps.reload} />
      {!apps.value && !apps.error && <Loading />}
      {apps.value && !current && <Empty title={words.apps.notInstalled}>{words.apps.askAdmin}</Empty>}
      {current && installed.length > 1 && (
        <nav class="tabs" aria-label={words.apps.title}>
          {installed.map((one) => (
            <a key={one.app} href={`#/projects/${one.app}`} aria-current={one === current ? 'page' : undefined}>{one.name}</a>
          ))}
        </nav>
      )}
      {current && <WorkItems key={current.app} app={current} />}
    </>
  )
}

function WorkItems({ app }: { app: ConnectedApp }) {
  const words = useWords()
  const { api } = usePortal()
  const [typed, setTyped] = useState('')
  const query = useSettled(typed.trim(), 250)
  const found = useResource(() => everyPage<WorkItem>(api, '/v1/work-items', { app: app.app, query }), [app.app, query])
  const [job, setJob] = useState<Job | null>(null)
  const action = useAction()
  const tree = useMemo(() => treeOf(found.value ?? []), [found.value])
  const refresh = () => action.run(async () => setJob(await api.send<Job>('POST', `/v1/connected-apps/${app.app}/refresh`)))
  if (!app.authenticated) {
    return <Empty title={words.apps.notAuthenticated}><a class="button button-main" href={`#/apps/${app.app}/authentication`}>{words.apps.authenticateNow}</a></Empty>
  }
  return (
    <div class="stack">
      <div class="search-row">
        <input type="search" aria-label={words.projects.search} placeholder={words.projects.search} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        <button type="button" class="button" disabled={action.busy} onClick={refresh}>{words.manage.refreshMine}</button>
      </div>
      <Trouble error={action.error} />
      <Trouble error={found.error} again={found.reload} />
      {job && <JobProgress start={job} onDone={() => void found.reload()} />}
      {!found.value && !found.error && <Loading />}
      {found.value?.length === 0 && <Empty title={query ? words.projects.nothingFound : words.projects.none}>{query ? '' : words.projects.noneFix}</Empty>}
      {tree.length > 0 && (
        <ul class="tree card" aria-label={app.name}>{tree.map((one) => <TreeBranch key={one.item.id} branch={one} open={query !== ''} />)}</ul>
      )}
    </div>
  )
}

function TreeBranch({ branch, open }: { branch: Branch; open: boolean }) {
  const words = useWords().projects
  const said = useSaid()
  const { item, branches } = branch
  if (!branches.length) return <li class="leaf"><Item item={item} /></li>
  return (
    <li>
      <details open={open}>
        <summary>
          <span class="tree-name">{item.name}</span>
          <span class="dim small">{words.kinds[item.kind]} · {words.bookableBelow(branch.bookable)}</span>
        </summary>
        {item.bookable ? <div class="leaf"><Item item={item} /></div> : <p class="leaf small dim">{item.notBookableReason && said.sentence(item.notBookableReason)}</p>}
        <ul>{branches.map((one) => <TreeBranch key={one.item.id} branch={one} open={open} />)}</ul>
      </details>
    </li>
  )
}

function Item({ item }: { item: WorkItem }) {
  const words = useWords().projects
  const said = useSaid()
  return (
    <div class="work-item">
      <div>
        <span class="tree-name">{item.name}</span>
        <span class="dim small">{[words.kinds[item.kind], item.number, item.status, words.assigned[item.assigned]].filter(Boolean).join(' · ')}</span>
        {item.notBookableReason && <p class="small reason">{said.sentence(item.notBookableReason)}</p>}
      </div>
      <Badge tone={item.bookable ? 'good' : 'plain'}>{item.bookable ? words.bookable : words.notBookable}</Badge>
    </div>
  )
}

/** A value once it has not changed for a moment, so that not every key asks the API. */
function useSettled(value: string, milliseconds: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), milliseconds)
    return () => window.clearTimeout(timer)
  }, [value, milliseconds])
  return settled
}
