// Connected apps: the list, and one app with what can be done about it.
import type { Route } from '../../router'
import { AppList } from './list'

export function Apps(_: { route: Route }) {
  return <AppList />
}
