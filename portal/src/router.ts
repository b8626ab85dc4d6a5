// Addresses inside the portal are the part after #, so the server knows one page only.
import { useEffect, useState } from 'preact/hooks'

export interface Route {
  page: string
  rest: string[]
  query: URLSearchParams
}

export function parsed(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [page = '', ...rest] = path.split('/').map(decodeURIComponent)
  return { page: page || 'apps', rest, query: new URLSearchParams(query) }
}

/** A route of ours, or nothing: what comes back from a login never leads anywhere else. */
export function safeRoute(hash: string): string {
  return /^#\/[\w\-/:.%?=&]*$/.test(hash) ? hash : ''
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parsed(window.location.hash))
  useEffect(() => {
    const changed = () => setRoute(parsed(window.location.hash))
    window.addEventListener('hashchange', changed)
    return () => window.removeEventListener('hashchange', changed)
  }, [])
  return route
}

export function goTo(route: string): void {
  window.location.hash = route
}
