// Work items as a tree, by what they belong to; what belongs to nothing that is known stands at the top.
import type { WorkItem } from '../../api/types'

export interface Branch {
  item: WorkItem
  branches: Branch[]
  bookable: number
}

export function treeOf(items: WorkItem[]): Branch[] {
  const branches = new Map(items.map((item) => [item.id, { item, branches: [] as Branch[], bookable: 0 }]))
  const top: Branch[] = []
  for (const branch of branches.values()) {
    const parent = branch.item.parentId ? branches.get(branch.item.parentId) : undefined
    const place = parent && parent !== branch ? parent.branches : top
    place.push(branch)
  }
  top.forEach(count)
  return top.sort(byName)
}

function count(branch: Branch): number {
  branch.branches.sort(byName)
  branch.bookable = (branch.item.bookable ? 1 : 0) + branch.branches.reduce((sum, one) => sum + count(one), 0)
  return branch.bookable
}

function byName(one: Branch, other: Branch): number {
  return one.item.name.localeCompare(other.item.name)
}
