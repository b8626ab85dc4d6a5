// What the HTTP API sends and takes; docs/openapi.json and the project's contract describe it.
export type App = string

export interface Check {
  code: string
  status: 'pass' | 'fail' | 'warn'
  message: string
  fix: string
  who: string
  where: string
}

export interface Connection {
  app: App
  status: 'active' | 'rate_limited' | 'psa_down' | 'auth_failed' | 'permission_lost' | 'paused' | 'removed'
  statusText: string
  since: string
  credentials: Record<string, string>
  checks: Check[]
  webhooks: { state: string; lastReceivedAt: string | null; leftBehind?: string[] }
  lastPullAt: string | null
  freshness: { p50Seconds: number | null; p95Seconds: number | null }
}

export interface PsaUser {
  id: string
  userName: string
  name: string
  timeZone: string
}

export interface ConnectedApp {
  app: App
  name: string
  installed: boolean
  connection: Connection | null
  authenticated: boolean
  psaUser: PsaUser | null
}

export interface FormField {
  type: string
  title?: string
  description?: string
  format?: string
  writeOnly?: boolean
  examples?: string[]
  default?: string
}

export interface Form {
  title?: string
  description?: string
  properties: Record<string, FormField>
  required: string[]
}

export interface Problem {
  code: string
  message: string
  said: string
  fix: string
  who: string
  where: string | null
  since: string
  retryable: boolean
}

export interface Job {
  id: string
  kind: string
  status: 'queued' | 'running' | 'done' | 'failed'
  progress: { done: number; total: number | null; unit: string }
  startedAt: string
  finishedAt: string | null
  etaSeconds: number | null
  problem: Problem | null
}

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

export interface WorkItem {
  id: string
  app: App
  kind: 'company' | 'project' | 'phase' | 'task' | 'ticket' | 'charge_code'
  name: string
  displayName: string
  number: string | null
  path: string[]
  parentId: string | null
  status: string
  bookable: boolean
  notBookableReason: string | null
  assigned: 'primary' | 'secondary' | 'none'
  updatedAt: string
}

export type Billable = 'default' | 'billable' | 'no_charge' | 'do_not_bill'

export interface Change<Entry> {
  kind: 'time_entry' | 'work_item'
  id: string
  deleted: boolean
  entry?: Entry
}

export interface Options {
  workTypes: { id: string; name: string }[]
  workRoles: { id: string; name: string }[]
  billable: { id: Billable; name: string }[]
}
