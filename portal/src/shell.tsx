// The frame around every page: where one can go, who one is, and in which language and light.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { usePortal } from './context'
import type { PageEntry } from './pages'
import { chooseTheme, chosenTheme, type Theme } from './theme'
import { useWords, type Language } from './words'

interface ShellProps {
  pages: PageEntry[]
  current: string
  language: Language
  onLanguage: (language: Language) => void
  onLogOut: () => void
  children: ComponentChildren
}

export function Shell({ pages, current, language, onLanguage, onLogOut, children }: ShellProps) {
  const words = useWords()
  const main = useRef<HTMLElement>(null)
  const [open, setOpen] = useState(false)
  useEffect(() => setOpen(false), [current])
  return (
    <div class="shell">
      <header class="skip-place">
        <a class="skip" href="#" onClick={(event) => { event.preventDefault(); main.current?.focus() }}>{words.nav.skip}</a>
      </header>
      <aside class={open ? 'side side-open' : 'side'}>
        <div class="brand">
          <img src="icon.svg" width="28" height="28" alt="" />
          <span>Memtime</span>
          <button type="button" class="button menu-button" aria-expanded={open} onClick={() => setOpen(!open)}>{words.nav.menu}</button>
        </div>
        <nav aria-label={words.nav.label}>
          <ul>
            {pages.map(({ name }) => (
              <li key={name}>
                <a href={`#/${name}`} aria-current={name === current ? 'page' : undefined}>{words.nav[name]}</a>
              </li>
            ))}
          </ul>
        </nav>
        <PersonBox language={language} onLanguage={onLanguage} onLogOut={onLogOut} />
      </aside>
      <main ref={main} tabIndex={-1}>{children}</main>
    </div>
  )
}

function PersonBox({ language, onLanguage, onLogOut }: Pick<ShellProps, 'language' | 'onLanguage' | 'onLogOut'>) {
  const words = useWords().person
  const { person } = usePortal()
  const [theme, setTheme] = useState<Theme>(chosenTheme)
  const choose = (chosen: Theme) => { setTheme(chosen); chooseTheme(chosen) }
  return (
    <div class="person">
      <div class="person-name"><strong>{person.name}</strong><span>{words[person.role]} · {person.email}</span></div>
      <div class="person-choices">
        <label><span>{words.language}</span>
          <select value={language} onChange={(event) => onLanguage(event.currentTarget.value as Language)}>
            <option value="en">English</option>
            <option value="de">Deutsch</option>
          </select>
        </label>
        <label><span>{words.theme}</span>
          <select value={theme} onChange={(event) => choose(event.currentTarget.value as Theme)}>
            {(['auto', 'light', 'dark'] as const).map((one) => <option key={one} value={one}>{words.themes[one]}</option>)}
          </select>
        </label>
      </div>
      <button type="button" class="button" onClick={onLogOut}>{words.logOut}</button>
    </div>
  )
}
