// What every page may use: the API, who is logged in, and how numbers and times are written.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Api } from './api/client'
import type { Formats } from './format'
import type { Person } from './session'

export interface Portal {
  api: Api
  person: Person
  formats: Formats
}

export const PortalContext = createContext<Portal | null>(null)

export function usePortal(): Portal {
  const portal = useContext(PortalContext)
  if (!portal) throw new Error('outside the portal')
  return portal
}
