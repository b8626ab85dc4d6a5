// The entries of the weeks that are looked at, kept fresh by the change feed.
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { everyPage, SessionEndedError, type Api } from '../../api/client'
import type { Change } from '../../api/types'
import { written } from '../../clock'
import { usePortal } from '../../context'
import type { TimeEntry } from '../../entry'

const ASK_AGAIN = 2500

interface Feed {
  items: Change<TimeEntry>[]
  nextCursor: string
  hasMore: boolean
}

export interface Entries {
  shown: TimeEntry[]
  drafts: TimeEntry[]
  loading: boolean
  error: unknown
  keep: (entry: TimeEntry) => void
  reload: () => void
}

export function useEntries(from: Date, to: Date): Entries {
  const { api, person } = usePortal()
  const [known, setKnown] = useState<ReadonlyMap<string, TimeEntry>>(new Map())
  const [state, setState] = useState<{ loading: boolean; error: unknown }>({ loading: true, error: null })
  const [turn, setTurn] = useState(0)
  const [start, end] = [written(from), written(to)]

  const keep = useCallback((...entries: TimeEntry[]) => {
    setKnown((before) => {
      // The feed repeats; what is old must not come back by it, and what is the same changes nothing.
      const news = entries.filter((entry) => {
        const old = before.get(entry.id)
        return !old || (entry.version >= old.version && JSON.stringify(entry) !== JSON.stringify(old))
      })
      return news.length ? new Map([...before, ...news.map((one) => [one.id, one] as const)]) : before
    })
  }, [])

  useEffect(() => {
    let left = false
    setState({ loading: true, error: null })
    everyPage<TimeEntry>(api, '/v1/time-entries', { from: start, to: end }).then(
      (entries) => {
        if (left) return
        keep(...entries)
        setState({ loading: false, error: null })
      },
      (error: unknown) => {
        if (!left) setState({ loading: false, error })
      },
    )
    return () => {
      left = true
    }
  }, [api, start, end, turn])

  useFeed(api, keep, (error) => setState((before) => ({ ...before, error })))

  const shown = useMemo(
    () => [...known.values()].filter((one) =>
      one.userId === person.userId && !one.deletedAt && one.end > start && one.start < end),
    [known, start, end, person.userId],
  )
  // Of all weeks, and deletes too: they are what 'sync now' sends.
  const drafts = useMemo(
    () => [...known.values()].filter((one) => one.userId === person.userId && one.syncState === 'draft'),
    [known, person.userId],
  )
  return { shown, drafts, ...state, keep, reload: () => setTurn(turn + 1) }
}

/** Follows the feed from its end on, while the page can be seen. */
function useFeed(api: Api, keep: (...entries: TimeEntry[]) => void, failed: (error: unknown) => void): void {
  const cursor = useRef<string | undefined>(undefined)
  useEffect(() => {
    let timer = 0
    let left = false
    let silent = false
    const ask = async () => {
      if (!document.hidden) {
        try {
          await walk()
          if (silent) failed(null)
          silent = false
        } catch (error) {
          if (error instanceof SessionEndedError) return
          if (!left) failed(error)
          silent = true
        }
      }
      if (!left) timer = window.setTimeout(ask, ASK_AGAIN)
    }
    const walk = async () => {
      let more = true
      while (more && !left) {
        const page: Feed = await api.get('/v1/changes', { cursor: cursor.current, limit: '500' })
        cursor.current = page.nextCursor
        more = page.hasMore
        keep(...page.items.flatMap((one) => (one.kind === 'time_entry' && one.entry ? [one.entry] : [])))
      }
    }
    void ask()
    return () => {
      left = true
      window.clearTimeout(timer)
    }
  }, [api])
}
