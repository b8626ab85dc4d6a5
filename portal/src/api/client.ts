// One way to ask the API; what it refuses becomes an error that says what to do.
import type { Check } from './types'

export interface FieldError {
  field: string
  code: string
  message: string
}

export interface ProblemBody {
  title?: string
  detail?: string
  code?: string
  said?: string
  requestId?: string
  suggestion?: string
  errors?: FieldError[]
  checks?: Check[]
  [more: string]: unknown
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: ProblemBody,
  ) {
    super(body.detail || body.title || `HTTP ${status}`)
  }

  get code(): string {
    return this.body.code ?? ''
  }
}

/** Nothing answered: the network, or the API as a whole. */
export class UnreachableError extends Error {}

export class SessionEndedError extends Error {}

export interface Sent {
  query?: Record<string, string | undefined> | undefined
  body?: unknown
  version?: number
}

export class Api {
  constructor(
    private readonly url: string,
    private readonly token: () => string,
    private readonly ended: () => void,
  ) {}

  get<T>(path: string, query: Sent['query'] = {}): Promise<T> {
    return this.send<T>('GET', path, { query })
  }

  async send<T>(method: string, path: string, sent: Sent = {}): Promise<T> {
    const answer = await this.answer(method, path, sent)
    const text = await answer.text()
    return (text ? asJson(text) : null) as T
  }

  /** A file that the API makes, e.g. for a spreadsheet. */
  async file(path: string, query: Sent['query']): Promise<Blob> {
    return (await this.answer('GET', path, { query })).blob()
  }

  private async answer(method: string, path: string, sent: Sent): Promise<Response> {
    const chosen = Object.entries(sent.query ?? {}).filter((one): one is [string, string] => Boolean(one[1]))
    const query = chosen.length ? `?${new URLSearchParams(chosen)}` : ''
    const headers: Record<string, string> = { Authorization: `Bearer ${this.token()}` }
    if (sent.body !== undefined) headers['Content-Type'] = 'application/json'
    if (sent.version !== undefined) headers['If-Match'] = `"${sent.version}"`
    let answer: Response
    try {
      const body = sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }
      answer = await fetch(this.url + path + query, { method, headers, cache: 'no-store', ...body })
    } catch (error) {
      throw new UnreachableError(String(error))
    }
    if (answer.status === 401) {
      this.ended()
      throw new SessionEndedError()
    }
    if (!answer.ok) throw new ApiError(answer.status, (asJson(await answer.text()) ?? {}) as ProblemBody)
    return answer
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** All pages of a list, up to a limit that keeps a browser alive. */
export async function everyPage<T>(api: Api, path: string, query: Record<string, string>, most = 5000): Promise<T[]> {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const page = await api.get<{ items: T[]; nextCursor: string | null }>(path, { ...query, limit: '500', cursor })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor && items.length < most)
  return items
}
