// Small marks: a coloured word, a waiting sign, an empty place.
import type { ComponentChildren } from 'preact'
import { useWords } from '../words'

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'plain'

export function Badge({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return <span class={`badge badge-${tone}`}><span class="badge-dot" aria-hidden="true" />{children}</span>
}

export function Loading() {
  return <p class="loading" role="status"><span class="spinner" aria-hidden="true" />{useWords().trouble.loading}</p>
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return <div class="empty"><strong>{title}</strong>{children && <p>{children}</p>}</div>
}

export function PageHead({ title, lead, children }: { title: string; lead?: string; children?: ComponentChildren }) {
  return (
    <header class="page-head">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        {lead && <p>{lead}</p>}
      </div>
      {children && <div class="page-actions">{children}</div>}
    </header>
  )
}
