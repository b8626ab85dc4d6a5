// What the connected apps are called, as the API says; read once per visit, since names do not change.
import { useEffect, useState } from 'preact/hooks'
import type { Api } from './api/client'
import type { ConnectedApp, Page } from './api/types'
import { usePortal } from './context'

type Names = ReadonlyMap<string, string>

const known = new WeakMap<Api, Promise<Names>>()

async function read(api: Api): Promise<Names> {
  const apps = await api.get<Page<ConnectedApp>>('/v1/connected-apps')
  return new Map(apps.items.map((one) => [one.app, one.name]))
}

/** Gives an app's name; nothing until names are there, and its code where they cannot be read. */
export function useAppName(): (app: string) => string {
  const { api } = usePortal()
  const [names, setNames] = useState<Names | null>(null)
  useEffect(() => {
    let left = false
    const asked = known.get(api) ?? read(api)
    known.set(api, asked)
    asked.then(
      (found) => { if (!left) setNames(found) },
      () => {
        known.delete(api) // the next page asks again
        if (!left) setNames(new Map())
      },
    )
    return () => {
      left = true
    }
  }, [api])
  return (app) => (names ? names.get(app) ?? app : '…')
}
