// Starts the portal: where to log in, who is logged in, then the page.
import { render } from 'preact'
import { readConfig } from './config'
import { Portal } from './portal'
import { Session } from './session'
import { startTheme } from './theme'
import './styles/colours.css'
import './styles/page.css'
import './styles/parts.css'
import './styles/calendar.css'
import './styles/reports.css'

async function start(place: HTMLElement): Promise<void> {
  startTheme()
  const config = await readConfig()
  const session = Session.open(config)
  let error = ''
  const signedIn = await session.resume().catch((reason: unknown) => {
    error = String(reason)
    return false
  })
  if (!signedIn && !error && session.wasSignedIn) {
    try {
      await session.logIn()
      return
    } catch (reason) {
      error = String(reason)
    }
  }
  render(<Portal config={config} session={session} signedIn={signedIn} error={error} />, place)
}

const place = document.getElementById('portal')
if (place) {
  start(place).catch((reason: unknown) => {
    place.textContent = `The portal cannot start. Reload the page in a moment. (${String(reason)})`
  })
}
