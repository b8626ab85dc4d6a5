// Who one is in the PSA: the user name there, which is not the e-mail address.
import { useState } from 'preact/hooks'
import { ApiError } from '../../api/client'
import type { PsaUser } from '../../api/types'
import { usePortal } from '../../context'
import { useAction } from '../../resource'
import { Section, TextField } from '../../ui/fields'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'
import type { PartProps } from './manage'

export function AuthenticationPart({ app, reload }: PartProps) {
  const words = useWords()
  const { api } = usePortal()
  const [name, setName] = useState('')
  const action = useAction()
  const path = `/v1/connected-apps/${app.app}/authentication`
  const suggestion = action.error instanceof ApiError ? action.error.body.suggestion : undefined
  const authenticate = (userName: string) => action.run(async () => {
    await api.send<{ psaUser: PsaUser }>('PUT', path, { body: { userName } })
    await reload()
  })
  const undo = () => action.run(async () => {
    await api.send('DELETE', path)
    await reload()
  })
  if (!app.installed) return <p class="notice">{words.apps.notInstalled}. {words.apps.askAdmin}</p>
  if (app.psaUser) {
    const user = app.psaUser
    return (
      <Section title={words.apps.youAre(user.name, user.userName)} lead={words.manage.youAreLead(app.name)}>
        <dl class="pairs">
          <div><dt>{words.manage.psaId}</dt><dd>{user.id}</dd></div>
          <div><dt>{words.manage.timeZone}</dt><dd>{user.timeZone}</dd></div>
        </dl>
        <Trouble error={action.error} />
        <div><button type="button" class="button" disabled={action.busy} onClick={undo}>{words.manage.deauthenticate}</button></div>
        <p class="dim small">{words.manage.deauthenticateLead}</p>
      </Section>
    )
  }
  return (
    <Section title={words.manage.authenticate} lead={words.manage.authenticateLead}>
      <form class="form" onSubmit={(event) => { event.preventDefault(); void authenticate(name.trim()) }}>
        <TextField label={words.manage.userName(app.name)} value={name} onValue={setName} required help={words.manage.userNameHelp} autoComplete="username" />
        <Trouble error={action.error} />
        {suggestion && (
          <p><button type="button" class="button" onClick={() => { setName(suggestion); void authenticate(suggestion) }}>{words.manage.useInstead(suggestion)}</button></p>
        )}
        <div class="card-actions"><button type="submit" class="button button-main" disabled={action.busy || !name.trim()}>{words.manage.authenticate}</button></div>
      </form>
    </Section>
  )
}
