// Problems: what does not work, who can mend it, and the button that does.
import type { Route } from '../../router'
import { ProblemList } from './list'
import { Story } from './story'

export function Problems({ route }: { route: Route }) {
  const [entryId] = route.rest
  return entryId ? <Story key={entryId} entryId={entryId} /> : <ProblemList />
}
