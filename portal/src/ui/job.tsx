// A long-running job: how far it is, and how long it will still take.
import { useEffect, useState } from 'preact/hooks'
import type { Job } from '../api/types'
import { usePortal } from '../context'
import { useWords } from '../words'
import { useSaid } from '../words/said'

const OVER = new Set(['done', 'failed'])
const ASK_AGAIN = 1000

export function JobProgress({ start, onDone }: { start: Job; onDone: () => void }) {
  const { api, formats } = usePortal()
  const words = useWords().job
  const said = useSaid()
  const [job, setJob] = useState(start)
  useEffect(() => {
    let timer = 0
    let ended = false
    const ask = async () => {
      const newer = await api.get<Job>(`/v1/jobs/${encodeURIComponent(start.id)}`).catch(() => null)
      if (ended) return
      if (newer) setJob(newer)
      if (newer && OVER.has(newer.status)) onDone()
      else timer = window.setTimeout(ask, ASK_AGAIN)
    }
    setJob(start)
    timer = window.setTimeout(ask, ASK_AGAIN / 4)
    return () => {
      ended = true
      window.clearTimeout(timer)
    }
  }, [start.id])
  const { done, total } = job.progress
  const problem = job.problem && said.problem(job.problem)
  const unit = words.units[job.progress.unit] ?? job.progress.unit
  const known = total !== null && total > 0
  return (
    <div class="job" role="status">
      <progress {...(known ? { value: done, max: total } : job.status === 'done' ? { value: 1, max: 1 } : {})} aria-label={words.label} />
      <p>
        <strong>{words.status[job.status]}</strong>{' '}
        {known ? words.of(formats.number(done), formats.number(total), unit) : done > 0 ? words.some(formats.number(done), unit) : ''}
        {job.etaSeconds !== null && !OVER.has(job.status) && ` · ${words.left(formats.remaining(job.etaSeconds))}`}
      </p>
      {problem && <p class={job.status === 'failed' ? 'wrong' : 'dim'}>{problem.message} {problem.fix}</p>}
    </div>
  )
}
