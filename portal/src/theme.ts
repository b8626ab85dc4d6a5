// Light, dark, or as the machine has it.
export type Theme = 'auto' | 'light' | 'dark'
const CHOSEN = 'portal.theme'

export function chosenTheme(): Theme {
  const chosen = window.localStorage.getItem(CHOSEN)
  return chosen === 'light' || chosen === 'dark' ? chosen : 'auto'
}

export function applyTheme(theme: Theme): void {
  window.localStorage.setItem(CHOSEN, theme)
  if (theme === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}
