// What the API says, as people read it: in its own English, or by its codes in another language.
import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import type { FieldError, ProblemBody } from '../../api/client'
import type { Check, Form, Problem } from '../../api/types'
import type { Language } from '..'

/** Where an entry stands, and why. */
export interface Explained {
  entry: { syncState: string; deletedAt: string | null; problem: Problem | null }
  summary: string
  cause: string | null
  fix: string | null
  who: string | null
  where: string | null
}

export interface Happened {
  what: string
  text: string
  detail: Record<string, string>
}

type Sentences = Pick<Problem, 'message' | 'fix'> & { where: string | null }

/** Everything that comes from the API and is read by people; each keeps its shape. */
export interface Said {
  problem: <T extends Problem>(one: T) => T
  check: (one: Check) => Check
  cause: <T extends Sentences>(code: string, one: T) => T
  /** A sentence without a code, e.g. why something takes no time. */
  sentence: (text: string) => string
  story: <T extends Explained>(one: T) => T
  event: <T extends Happened>(one: T) => T
  form: (app: string, one: Form) => Form
  refusal: (one: ProblemBody) => { title: string; text: string }
  field: (one: FieldError) => string
  /** Why the PSA was not read. */
  unread: (code: string | null, reason: string | null) => string
}

const same = <T>(one: T): T => one

export const asItIs: Said = {
  problem: same,
  check: same,
  cause: (_, one) => one,
  sentence: same,
  story: same,
  event: same,
  form: (_, one) => one,
  refusal: ({ title = '', detail = '', errors = [] }) => {
    const fields = errors.map((one) => `${one.field}: ${one.message}`).join('; ')
    return { title, text: [detail.replace(title, '').trim(), fields].filter(Boolean).join(' ') }
  },
  field: (one) => one.message,
  unread: (_, reason) => reason ?? '',
}

const OTHERS: Partial<Record<Language, () => Promise<Said>>> = {
  de: () => import('./german').then((module) => module.german),
}

export const SaidContext = createContext<Said>(asItIs)

export function useSaid(): Said {
  return useContext(SaidContext)
}

/** Loaded when the language is chosen; until then, and where it cannot be had, the API's own words. */
export function useSaidIn(language: Language): Said {
  const [loaded, setLoaded] = useState<Partial<Record<Language, Said>>>({})
  useEffect(() => {
    OTHERS[language]?.().then(
      (said) => setLoaded((before) => ({ ...before, [language]: said })),
      () => undefined, // English can be read; the next visit tries again
    )
  }, [language])
  return loaded[language] ?? asItIs
}
