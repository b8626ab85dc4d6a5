// A question that waits for an answer; the browser keeps the focus inside, and Escape says no.
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { useWords } from '../words'

export function Dialog({ title, onClose, children, wide = false }: {
  title: string
  onClose: () => void
  children: ComponentChildren
  wide?: boolean
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const words = useWords().trouble
  useEffect(() => {
    const one = dialog.current
    const before = document.activeElement
    one?.showModal()
    return () => {
      one?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      class={wide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={id}
      onCancel={(event) => { event.preventDefault(); onClose() }}
    >
      <header class="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="button-plain" onClick={onClose}>{words.close}</button>
      </header>
      {children}
    </dialog>
  )
}
