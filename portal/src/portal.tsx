// The portal as a whole: who is in, which page, in which words.
import { useEffect, useMemo, useState } from 'preact/hooks'
import { Api } from './api/client'
import type { Config } from './config'
import { PortalContext } from './context'
import { formatsOf } from './format'
import { Ended, Welcome } from './login'
import { PAGES } from './pages'
import { useRoute } from './router'
import type { Session } from './session'
import { Shell } from './shell'
import { PageHead } from './ui/marks'
import { SaidContext, useSaidIn } from './words/said'
import { chooseLanguage, chosenLanguage, WordsContext, wordsOf, type Language } from './words'

export function Portal({ config, session, signedIn, error }: {
  config: Config
  session: Session
  signedIn: boolean
  error: string
}) {
  const [language, setLanguage] = useState<Language>(chosenLanguage)
  const [ended, setEnded] = useState(false)
  const [failure, setFailure] = useState(error)
  const words = wordsOf(language)
  const said = useSaidIn(language)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const logIn = (choose: boolean) => {
    session.logIn(choose).catch((reason: unknown) => setFailure(String(reason)))
  }
  if (!signedIn) {
    return <WordsContext.Provider value={words}><Welcome error={failure} onLogIn={logIn} /></WordsContext.Provider>
  }
  const change = (chosen: Language) => { chooseLanguage(chosen); setLanguage(chosen) }
  return (
    <WordsContext.Provider value={words}>
      <SaidContext.Provider value={said}>
        <Inside config={config} session={session} language={language} onLanguage={change} onEnded={() => setEnded(true)} />
      </SaidContext.Provider>
      {ended && <Ended onLogIn={() => logIn(false)} />}
    </WordsContext.Provider>
  )
}

function Inside({ config, session, language, onLanguage, onEnded }: {
  config: Config
  session: Session
  language: Language
  onLanguage: (language: Language) => void
  onEnded: () => void
}) {
  const words = wordsOf(language)
  const route = useRoute()
  const api = useMemo(() => new Api(config.apiUrl, () => session.token, onEnded), [config, session])
  const person = session.person
  const portal = useMemo(() => ({ api, person, formats: formatsOf(words.locale) }), [api, language])
  const pages = PAGES.filter((one) => !one.adminOnly || person.role === 'admin')
  const entry = pages.find((one) => one.name === route.page)
  useEffect(() => {
    document.title = `${entry ? words.nav[entry.name] : words.product} · Memtime`
  }, [entry, words])
  return (
    <PortalContext.Provider value={portal}>
      <Shell
        pages={pages}
        current={route.page}
        language={language}
        onLanguage={onLanguage}
        onLogOut={() => void session.logOut()}
      >
        {entry ? <entry.show route={route} /> : <PageHead title={words.trouble.noPage} lead={words.trouble.noPageFix} />}
      </Shell>
    </PortalContext.Provider>
  )
}
