// Fields of forms: a label, what to enter, and what is wrong with it.
import type { ComponentChildren, JSX } from 'preact'
import { useId } from 'preact/hooks'

interface TextFieldProps {
  label: string
  value: string
  onValue: (value: string) => void
  help?: string | undefined
  wrong?: string | undefined
  type?: string
  required?: boolean
  placeholder?: string | undefined
  autoComplete?: string
  rows?: number
}

export function TextField({ label, value, onValue, help, wrong, type = 'text', required = false, placeholder, autoComplete = 'off', rows }: TextFieldProps) {
  const id = useId()
  const shared = {
    id,
    value,
    required,
    placeholder,
    autoComplete,
    spellcheck: false,
    'aria-invalid': wrong ? true : undefined,
    'aria-describedby': `${id}-help`,
    onInput: (event: JSX.TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>) => onValue(event.currentTarget.value),
  } as const
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows ? <textarea rows={rows} {...shared} /> : <input type={type} {...shared} />}
      <div id={`${id}-help`}>
        {wrong && <p class="wrong">{wrong}</p>}
        {help && <small>{help}</small>}
      </div>
    </div>
  )
}

interface ChoiceProps {
  label: string
  value: string
  choices: readonly (readonly [value: string, label: string])[]
  onValue: (value: string) => void
  help?: string
  disabled?: boolean
}

export function Choice({ label, value, choices, onValue, help, disabled = false }: ChoiceProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} disabled={disabled} onChange={(event) => onValue(event.currentTarget.value)}>
        {choices.map(([one, text]) => <option key={one} value={one}>{text}</option>)}
      </select>
      {help && <small>{help}</small>}
    </div>
  )
}

export function Section({ title, lead, children }: { title: string; lead?: string | undefined; children: ComponentChildren }) {
  return (
    <section class="card section">
      <header><h2>{title}</h2>{lead && <p class="dim">{lead}</p>}</header>
      {children}
    </section>
  )
}
