// The list of pages. A further page is one line here, its words, and a folder beside this file.
import type { ComponentType } from 'preact'
import type { Route } from '../router'
import type { Words } from '../words'
import { Apps } from './apps'

export interface PageEntry {
  name: Exclude<keyof Words['nav'], 'label' | 'skip' | 'menu'>
  show: ComponentType<{ route: Route }>
  adminOnly?: boolean
}

export const PAGES: PageEntry[] = [
  { name: 'apps', show: Apps },
]
