// The words of the portal, in the language of whoever looks at it.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { de } from './de'
import { en, type Words } from './en'

export type Language = 'en' | 'de'
export type { Words }

const ALL: Record<Language, Words> = { en, de }
const CHOSEN = 'portal.language'

export const WordsContext = createContext<Words>(en)

export function useWords(): Words {
  return useContext(WordsContext)
}

export function wordsOf(language: Language): Words {
  return ALL[language]
}

export function chosenLanguage(): Language {
  const chosen = window.localStorage.getItem(CHOSEN) ?? navigator.language
  return chosen.toLowerCase().startsWith('de') ? 'de' : 'en'
}

export function chooseLanguage(language: Language): void {
  window.localStorage.setItem(CHOSEN, language)
}
