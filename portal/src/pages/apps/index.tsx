// Connected apps: the list, and one app with what can be done about it.
import type { Route } from '../../router'
import { AppList } from './list'
import { Manage } from './manage'

export function Apps({ route }: { route: Route }) {
  const [app, part = ''] = route.rest
  return app ? <Manage key={app} app={app} part={part} /> : <AppList />
}
