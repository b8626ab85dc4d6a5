// The whole story of one entry: how it stands, why, what to do, and everything that happened.
import { usePortal } from '../../context'
import { STATE_TONES, type TimeEntry } from '../../entry'
import { useAction, useResource } from '../../resource'
import { Badge, Loading, PageHead } from '../../ui/marks'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'
import { useSaid } from '../../words/said'
import { useWorkItems } from '../week/names'
import { Conflict } from './conflict'
import { Fix } from './list'

interface Event {
  at: string
  what: string
  text: string
  detail: Record<string, string>
  psaRequestId: string | null
}

interface Explanation {
  entry: TimeEntry
  summary: string
  cause: string | null
  fix: string | null
  who: string | null
  where: string | null
  events: Event[]
}

export function Story({ entryId }: { entryId: string }) {
  const words = useWords()
  const { api } = usePortal()
  const path = `/v1/time-entries/${encodeURIComponent(entryId)}`
  const story = useResource(() => api.get<Explanation>(`${path}/explain`), [path])
  return (
    <>
      <p class="crumbs"><a href="#/problems">{words.problems.title}</a></p>
      <PageHead title={words.problems.storyTitle}>
        <button type="button" class="button" disabled={story.busy} onClick={() => void story.reload()}>{words.problems.lookAgain}</button>
      </PageHead>
      <Trouble error={story.error} again={story.reload} />
      {!story.value && !story.error && <Loading />}
      {story.value && <Told story={story.value} path={path} reload={story.reload} />}
    </>
  )
}

function Told({ story: told, path, reload }: { story: Explanation; path: string; reload: () => Promise<void> }) {
  const words = useWords()
  const { api, formats } = usePortal()
  const action = useAction()
  const { nameOf } = useWorkItems()
  const story = useSaid().story(told)
  const { entry } = story
  const retry = () => action.run(async () => {
    await api.send('POST', `${path}/retry`)
    await reload()
  })
  const mendable = entry.syncState === 'rejected' || entry.syncState === 'waiting'
  return (
    <div class="stack">
      <section class="card problem">
        <div class="title-row">
          <h2>{entry.notes.split('\n')[0] || words.problems.noNotes}</h2>
          <Badge tone={STATE_TONES[entry.syncState]}>{words.states[entry.syncState]}</Badge>
        </div>
        <p>{story.summary} {story.cause}</p>
        {story.fix && story.who && <Fix problem={{ fix: story.fix, who: story.who, where: story.where }} userId={entry.userId} />}
        <dl class="facts-list">
          <div><dt>{words.problems.facts.when}</dt><dd>{formats.instant(entry.start)} – {formats.instant(entry.end)}</dd></div>
          <div><dt>{words.problems.facts.hours}</dt><dd>{formats.hours(entry.durationSeconds)}</dd></div>
          <div><dt>{words.problems.facts.workItem}</dt><dd>{nameOf(entry.workItemId)}</dd></div>
          {entry.remote && (
            <div><dt>{words.problems.facts.row}</dt><dd>{words.problems.row(entry.remote.id, entry.remote.hours, entry.remote.workDate)} {entry.remote.status}</dd></div>
          )}
        </dl>
        <Trouble error={action.error} />
        {mendable && <div class="card-actions"><button type="button" class="button button-main" disabled={action.busy} onClick={retry}>{words.problems.retry}</button></div>}
      </section>
      {entry.conflict && <Conflict path={path} conflict={entry.conflict} nameOf={nameOf} onDone={reload} />}
      <section class="card section">
        <h2>{words.problems.happened}</h2>
        <ol class="events">{story.events.map((one) => <EventLine key={`${one.at} ${one.what}`} event={one} />)}</ol>
      </section>
    </div>
  )
}

function EventLine({ event: one }: { event: Event }) {
  const event = useSaid().event(one)
  const { formats } = usePortal()
  const detail = Object.entries(event.detail).map(([name, value]) => `${name}: ${value}`)
  if (event.psaRequestId) detail.push(`${useWords().problems.requestId}: ${event.psaRequestId}`)
  return (
    <li>
      <time dateTime={event.at}>{formats.instant(event.at)}</time>
      <p>{event.text}</p>
      {detail.length > 0 && <p class="dim small">{detail.join(' · ')}</p>}
    </li>
  )
}
