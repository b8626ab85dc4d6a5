// Something that is read from the API: not yet there, there, or refused; and how to read it again.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

export interface Resource<T> {
  value: T | null
  error: unknown
  busy: boolean
  reload: () => Promise<void>
  set: (value: T) => void
}

export function useResource<T>(read: () => Promise<T>, inputs: readonly unknown[]): Resource<T> {
  const [state, setState] = useState<{ value: T | null; error: unknown; busy: boolean }>(
    { value: null, error: null, busy: true },
  )
  const newest = useRef(0)
  const reload = useCallback(async () => {
    const mine = ++newest.current
    setState((before) => ({ ...before, busy: true }))
    try {
      const value = await read()
      if (mine === newest.current) setState({ value, error: null, busy: false })
    } catch (error) {
      if (mine === newest.current) setState((before) => ({ ...before, error, busy: false }))
    }
  }, inputs)
  useEffect(() => {
    void reload()
    return () => {
      newest.current++
    }
  }, [reload])
  const set = useCallback((value: T) => setState({ value, error: null, busy: false }), [])
  return { ...state, reload, set }
}

/** Runs one action at a time; its error stays until the next try. */
export function useAction(): {
  busy: boolean
  error: unknown
  run: (action: () => Promise<void>) => Promise<boolean>
  clear: () => void
} {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const run = useCallback(async (action: () => Promise<void>) => {
    setBusy(true)
    setError(null)
    try {
      await action()
      return true
    } catch (failure) {
      setError(failure)
      return false
    } finally {
      setBusy(false)
    }
  }, [])
  return { busy, error, run, clear: () => setError(null) }
}
