// Finds a work item by typing: a combobox after the ARIA pattern, all by keys where one likes.
import { useId, useState } from 'preact/hooks'
import type { WorkItem } from '../../api/types'
import { useWords } from '../../words'
import { matching } from './names'

interface PickerProps {
  items: WorkItem[]
  appNames: Record<string, string>
  chosen: string
  chosenName: string
  onChoose: (item: WorkItem) => void
}

export function Picker({ items, appNames, chosen, chosenName, onChoose }: PickerProps) {
  const words = useWords().week
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const [active, setActive] = useState(0)
  const found = typed === null ? [] : matching(items, typed)
  const choose = (item: WorkItem | undefined) => {
    if (!item) return
    onChoose(item)
    setTyped(null)
  }
  const pressed = (event: KeyboardEvent) => {
    const { key } = event
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault()
      if (typed === null) setTyped('')
      else setActive(Math.min(Math.max(active + (key === 'ArrowDown' ? 1 : -1), 0), found.length - 1))
    } else if (key === 'Enter' && typed !== null) {
      event.preventDefault()
      choose(found[active])
    } else if (key === 'Escape' && typed !== null) {
      event.preventDefault()
      event.stopPropagation()
      setTyped(null)
    }
  }
  const open = typed !== null
  return (
    <div class="field picker">
      <label for={id}>{words.workItem}</label>
      <input
        id={id}
        role="combobox"
        autoComplete="off"
        required
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && found.length ? `${id}-${active}` : undefined}
        placeholder={words.workItemHint}
        value={typed ?? (chosen ? chosenName : '')}
        onInput={(event) => { setTyped(event.currentTarget.value); setActive(0) }}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => open || setTyped('')}
        onBlur={() => setTyped(null)}
        onKeyDown={pressed}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={words.workItem} class="picker-list" hidden={!open}>
        {found.map((one, number) => (
          <li key={one.id} id={`${id}-${number}`} role="option" aria-selected={number === active}
            onMouseDown={(event) => { event.preventDefault(); choose(one) }} onMouseMove={() => setActive(number)}>
            <span>{one.displayName}</span>
            <small>{[appNames[one.app] ?? one.app, one.number].filter(Boolean).join(' · ')}</small>
          </li>
        ))}
        {open && !found.length && <li role="option" aria-selected={false} aria-disabled="true" class="dim">{words.nothing}</li>}
      </ul>
    </div>
  )
}
