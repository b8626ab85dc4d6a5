// What went wrong, and what to do about it.
import { ApiError, SessionEndedError, UnreachableError } from '../api/client'
import { useWords } from '../words'
import { useSaid, type Said } from '../words/said'

interface Told {
  title: string
  text: string
  detail?: string
}

function told(error: unknown, words: ReturnType<typeof useWords>, said: Said): Told {
  const { trouble } = words
  if (error instanceof UnreachableError) return { title: trouble.unreachable, text: trouble.unreachableFix }
  if (error instanceof ApiError) {
    const { title, text } = said.refusal(error.body)
    const { requestId } = error.body
    const number = error.status >= 500 && requestId ? { detail: `${trouble.request} ${requestId}` } : {}
    return { title: title || trouble.unexpected, text: text || trouble.unreachableFix, ...number }
  }
  return { title: trouble.unexpected, text: trouble.unexpectedFix, detail: String(error) }
}

export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const words = useWords()
  const said = useSaid()
  if (!error || error instanceof SessionEndedError) return null
  const { title, text, detail } = told(error, words, said)
  return (
    <div class="notice notice-bad" role="alert">
      <strong>{title}</strong>
      <p>{text}</p>
      {detail && <code>{detail}</code>}
      {again && <button type="button" class="button" onClick={again}>{words.trouble.again}</button>}
    </div>
  )
}
