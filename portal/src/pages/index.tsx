// The list of pages. A further page is one line here, its words, and a folder beside this file.
import type { ComponentType } from 'preact'
import type { Route } from '../router'
import type { Words } from '../words'
import { Apps } from './apps'
import { HealthPage } from './health'
import { Problems } from './problems'
import { Projects } from './projects'
import { Timesheet } from './timesheet'
import { Week } from './week'

export interface PageEntry {
  name: Exclude<keyof Words['nav'], 'label' | 'skip' | 'menu'>
  show: ComponentType<{ route: Route }>
  adminOnly?: boolean
}

export const PAGES: PageEntry[] = [
  { name: 'apps', show: Apps },
  { name: 'projects', show: Projects },
  { name: 'week', show: Week },
  { name: 'timesheet', show: Timesheet },
  { name: 'problems', show: Problems },
  { name: 'health', show: HealthPage, adminOnly: true },
]
