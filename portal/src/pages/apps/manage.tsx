// One connected app: its parts as tabs, each with an address of its own.
import type { ConnectedApp, Page } from '../../api/types'
import { usePortal } from '../../context'
import { useResource } from '../../resource'
import { Badge, Loading, PageHead } from '../../ui/marks'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'
import { AuthenticationPart } from './authentication'
import { ConnectionPart } from './connection'
import { Overview } from './overview'
import { SettingsPart } from './settings'
import { toneOf } from './state'

export interface PartProps {
  app: ConnectedApp
  reload: () => Promise<void>
}

const PARTS = { '': Overview, connection: ConnectionPart, authentication: AuthenticationPart, settings: SettingsPart }
type PartName = keyof typeof PARTS

export function Manage({ app, part }: { app: string; part: string }) {
  const words = useWords()
  const { api, person } = usePortal()
  const apps = useResource(() => api.get<Page<ConnectedApp>>('/v1/connected-apps'), [api])
  const found = apps.value?.items.find((one) => one.app === app)
  if (apps.error) return <Trouble error={apps.error} again={apps.reload} />
  if (!apps.value) return <Loading />
  if (!found) return <PageHead title={words.trouble.noPage} lead={words.trouble.noPageFix} />
  const Part = PARTS[(part in PARTS ? part : '') as PartName]
  const status = found.installed && found.connection ? found.connection.status : 'removed'
  const names: PartName[] = found.installed
    ? ['', 'authentication', 'settings', ...(person.role === 'admin' ? ['connection' as const] : [])]
    : ['connection']
  return (
    <>
      <nav class="crumbs" aria-label={words.apps.manage}><a href="#/apps">← {words.nav.apps}</a></nav>
      <header class="page-head">
        <div class="title-row"><h1 tabIndex={-1}>{found.name}</h1><Badge tone={toneOf(status)}>{words.apps.status[status] ?? status}</Badge></div>
      </header>
      {found.installed && (
        <nav class="tabs" aria-label={found.name}>
          {names.map((name) => (
            <a key={name} href={name ? `#/apps/${app}/${name}` : `#/apps/${app}`} aria-current={name === part ? 'page' : undefined}>
              {words.manage.parts[name || 'overview']}
            </a>
          ))}
        </nav>
      )}
      <Part app={found} reload={apps.reload} />
    </>
  )
}
