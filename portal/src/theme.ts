// Light, dark, or as the machine has it; what is shown stands on the page's root, for the style sheet and the chart.
export type Theme = 'auto' | 'light' | 'dark'
const CHOSEN = 'portal.theme'
const machine = window.matchMedia('(prefers-color-scheme: dark)')

export function chosenTheme(): Theme {
  const chosen = window.localStorage.getItem(CHOSEN)
  return chosen === 'light' || chosen === 'dark' ? chosen : 'auto'
}

export function chooseTheme(theme: Theme): void {
  window.localStorage.setItem(CHOSEN, theme)
  show()
}

/** Shows what was chosen, and follows the machine where nothing was. */
export function startTheme(): void {
  show()
  machine.addEventListener('change', show)
}

function show(): void {
  const chosen = chosenTheme()
  document.documentElement.dataset['theme'] = chosen === 'auto' ? (machine.matches ? 'dark' : 'light') : chosen
}
