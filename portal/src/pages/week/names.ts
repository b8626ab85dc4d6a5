// What entries are booked on, by name: work items are read once per visit.
import { useMemo } from 'preact/hooks'
import { everyPage } from '../../api/client'
import type { WorkItem } from '../../api/types'
import { usePortal } from '../../context'
import { useResource } from '../../resource'

export interface WorkItems {
  bookable: WorkItem[]
  nameOf: (id: string) => string
  find: (id: string) => WorkItem | undefined
  loading: boolean
}

export function useWorkItems(): WorkItems {
  const { api } = usePortal()
  const all = useResource(() => everyPage<WorkItem>(api, '/v1/work-items', {}), [api])
  return useMemo(() => {
    const byId = new Map((all.value ?? []).map((one) => [one.id, one]))
    return {
      bookable: (all.value ?? []).filter((one) => one.bookable),
      // What left the import is still named, by the number that it has in the PSA.
      nameOf: (id: string) => byId.get(id)?.displayName ?? numbered(id),
      find: (id: string) => byId.get(id),
      loading: all.busy && !all.value,
    }
  }, [all.value, all.busy])
}

function numbered(id: string): string {
  const name = id.split(':').slice(1).join(' ').replaceAll('_', ' ')
  return name.charAt(0).toUpperCase() + name.slice(1)
}

export function matching(items: WorkItem[], typed: string, most = 30): WorkItem[] {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (one: WorkItem) => {
    const text = `${one.displayName} ${one.name} ${one.number ?? ''}`.toLowerCase()
    return parts.every((part) => text.includes(part))
  }
  return items.filter(fits).slice(0, most)
}
