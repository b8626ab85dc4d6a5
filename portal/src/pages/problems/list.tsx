// All problems that somebody can see, and for an admin the button that tries everything again.
import { useState } from 'preact/hooks'
import type { Page, Problem } from '../../api/types'
import { useAppName } from '../../apps'
import { usePortal } from '../../context'
import { useAction, useResource } from '../../resource'
import { Badge, Empty, Loading, PageHead } from '../../ui/marks'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'
import { useSaid } from '../../words/said'
import { Brake } from './brake'

interface Item {
  entryId: string | null
  userId: string | null
  app: string
  problem: Problem
}

const BRAKE = 'mass_delete'
const CONFLICT = 'entry_conflict'

export function ProblemList() {
  const { problems: words } = useWords()
  const { api, person } = usePortal()
  const found = useResource(() => api.get<Page<Item>>('/v1/problems'), [api])
  const [more, setMore] = useState<Page<Item> | null>(null)
  const [told, setTold] = useState('')
  const action = useAction()
  const items = [...(found.value?.items ?? []), ...(more?.items ?? [])]
  const cursor = more ? more.nextCursor : found.value?.nextCursor
  const again = async () => {
    setMore(null)
    await found.reload()
  }
  const retryAll = () => action.run(async () => {
    const done = await api.send<{ retried: number }>('POST', '/v1/problems/retry')
    setTold(words.retried(done.retried))
    await again()
  })
  const readOn = () => action.run(async () => {
    const next = await api.get<Page<Item>>('/v1/problems', { cursor: cursor ?? undefined })
    setMore({ ...next, items: [...(more?.items ?? []), ...next.items] })
  })
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        <button type="button" class="button" disabled={found.busy} onClick={() => void again()}>{words.lookAgain}</button>
        {person.role === 'admin' && items.length > 0 && (
          <button type="button" class="button button-main" disabled={action.busy} onClick={retryAll}>{words.retryAll}</button>
        )}
      </PageHead>
      <p class="saved" role="status">{told}</p>
      <Trouble error={action.error} />
      <Trouble error={found.error} again={found.reload} />
      {!found.value && !found.error && <Loading />}
      {found.value && items.length === 0 && <Empty title={words.none}>{words.noneText}</Empty>}
      <ul class="stack" aria-label={words.title}>
        {items.map((one) => <ProblemCard key={`${one.app} ${one.entryId ?? one.problem.code}`} item={one} onDone={again} />)}
      </ul>
      {cursor && <button type="button" class="button" disabled={action.busy} onClick={readOn}>{words.more}</button>}
    </>
  )
}

function ProblemCard({ item, onDone }: { item: Item; onDone: () => Promise<void> }) {
  const words = useWords()
  const { api, formats, person } = usePortal()
  const action = useAction()
  const nameOf = useAppName()
  const problem = useSaid().problem(item.problem)
  const retry = () => action.run(async () => {
    await api.send('POST', `/v1/time-entries/${item.entryId}/retry`)
    await onDone()
  })
  return (
    <li class="card problem">
      <div class="problem-head">
        <h2>{problem.message}</h2>
        <span class="dim">{formats.instant(problem.since)}</span>
      </div>
      <div><Badge tone={problem.retryable ? 'warn' : 'bad'}>{nameOf(item.app)}</Badge></div>
      <Fix problem={problem} userId={item.userId} />
      <Trouble error={action.error} />
      {item.problem.code === BRAKE && person.role === 'admin' && <Brake app={item.app} onDone={onDone} />}
      <div class="card-actions">
        {item.entryId && (
          <a class={problem.code === CONFLICT ? 'button button-main' : 'button'} href={`#/problems/${item.entryId}`}>
            {problem.code === CONFLICT ? words.problems.choose : words.problems.story}
          </a>
        )}
        {item.entryId && problem.retryable && <button type="button" class="button" disabled={action.busy} onClick={retry}>{words.problems.retry}</button>}
        {!item.entryId && problem.code !== BRAKE && <a class="button" href={`#/apps/${item.app}`}>{words.problems.toApp}</a>}
      </div>
    </li>
  )
}

export function Fix({ problem, userId }: { problem: Pick<Problem, 'fix' | 'who' | 'where'>; userId: string | null }) {
  const words = useWords()
  const { person } = usePortal()
  const theirs = problem.who === 'technician' && userId !== null && userId !== person.userId
  return (
    <dl class="fix">
      <div><dt>{words.whatToDo}</dt><dd>{problem.fix}</dd></div>
      <div><dt>{words.whoCan}</dt><dd>{theirs ? words.problems.theirs : words.who[problem.who] ?? problem.who}</dd></div>
      {problem.where && <div><dt>{words.whereTo}</dt><dd>{problem.where}</dd></div>}
    </dl>
  )
}
