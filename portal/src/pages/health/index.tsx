// Health: how fast, how full and how costly each connection is.
import type { Page } from '../../api/types'
import { useAppName } from '../../apps'
import { usePortal } from '../../context'
import { useResource } from '../../resource'
import { Badge, Empty, Loading, PageHead } from '../../ui/marks'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'
import { useSaid } from '../../words/said'
import { toneOf } from '../apps/state'

interface Fresh { p50Seconds: number | null; p95Seconds: number | null }

interface Health {
  app: string
  status: string
  statusText: string
  since: string
  freshness: Fresh & { changes: number; toPsa: Fresh; fromPsa: Fresh }
  queueAgeSeconds: number | null
  lastPullAt: string | null
  webhooks: { state: string; lastReceivedAt: string | null; foundByHook: number; foundByPoll: number }
  budget: Calls & { shared: Calls | null }
  cost: { usdPerThousandEntries: number | string | null; entries: number; pricesAsOf: string }
}

interface Calls { callsInLastHour: number; callsAllowed: number; usedPercent: number }

export function HealthPage() {
  const words = useWords().health
  const { api } = usePortal()
  const found = useResource(() => api.get<Page<Health>>('/v1/health/connections'), [api])
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        <button type="button" class="button" disabled={found.busy} onClick={() => void found.reload()}>{words.lookAgain}</button>
      </PageHead>
      <Trouble error={found.error} again={found.reload} />
      {!found.value && !found.error && <Loading />}
      {found.value?.items.length === 0 && <Empty title={words.none}>{words.noneText}</Empty>}
      <ul class="stack" aria-label={words.title}>{found.value?.items.map((one) => <ConnectionCard key={one.app} health={one} />)}</ul>
    </>
  )
}

function ConnectionCard({ health }: { health: Health }) {
  const words = useWords()
  const said = useSaid()
  const { formats } = usePortal()
  const { health: text } = words
  const nameOf = useAppName()
  const length = (seconds: number | null) => (seconds === null ? '–' : formats.remaining(Math.round(seconds)))
  const when = (iso: string | null) => (iso ? formats.ago(iso) : text.never)
  const { budget, cost, freshness, webhooks } = health
  return (
    <li class="card section">
      <div class="title-row">
        <h2>{nameOf(health.app)}</h2>
        <Badge tone={toneOf(health.status)}>{words.apps.status[health.status as keyof typeof words.apps.status]}</Badge>
      </div>
      <p class="dim">{said.sentence(health.statusText)}</p>
      <dl class="figures">
        <Figure name={text.toPsa} value={length(freshness.toPsa.p50Seconds)} more={text.p95(length(freshness.toPsa.p95Seconds))} />
        <Figure name={text.fromPsa} value={length(freshness.fromPsa.p50Seconds)} more={text.p95(length(freshness.fromPsa.p95Seconds))} />
        <Figure name={text.queue} value={length(health.queueAgeSeconds)} more={text.queueText} />
        <Figure name={text.pull} value={when(health.lastPullAt)} more={text.pullText} />
        <Figure name={text.hooks} value={when(webhooks.lastReceivedAt)} more={text.found(formats.number(webhooks.foundByHook), formats.number(webhooks.foundByPoll))} />
        <Figure name={text.cost} value={cost.usdPerThousandEntries === null ? '–' : formats.money(Number(cost.usdPerThousandEntries))} more={text.costText(formats.number(cost.entries), cost.pricesAsOf)} />
      </dl>
      <Meter name={text.budget} calls={budget} />
      {budget.shared && <Meter name={text.shared} calls={budget.shared} />}
    </li>
  )
}

function Figure({ name, value, more }: { name: string; value: string; more: string }) {
  return <div class="figure"><dt>{name}</dt><dd>{value}<small>{more}</small></dd></div>
}

function Meter({ name, calls }: { name: string; calls: Calls }) {
  const { formats } = usePortal()
  const words = useWords().health
  return (
    <div class="meter small">
      <span>{name}: {words.calls(formats.number(calls.callsInLastHour), formats.number(calls.callsAllowed))}</span>
      <meter aria-label={name} min={0} max={100} low={50} high={75} optimum={0} value={calls.usedPercent} />
    </div>
  )
}
