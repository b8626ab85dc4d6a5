// Install and edit: the form that the app asks for; keys are tried live before they are stored.
import { useState } from 'preact/hooks'
import { ApiError } from '../../api/client'
import type { Connection, Form } from '../../api/types'
import { usePortal } from '../../context'
import { useAction, useResource } from '../../resource'
import { goTo } from '../../router'
import { Section, TextField } from '../../ui/fields'
import { Loading } from '../../ui/marks'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'
import { useSaid } from '../../words/said'
import { Checks } from './checks'
import type { PartProps } from './manage'

export function ConnectionPart({ app, reload }: PartProps) {
  const words = useWords()
  const { api, person } = usePortal()
  const said = useSaid()
  const form = useResource(() => api.get<Form>(`/v1/connected-apps/${app.app}/form`), [app.app])
  const [typed, setTyped] = useState<Record<string, string>>({})
  const action = useAction()
  if (person.role !== 'admin') return <p class="notice">{words.trouble.adminOnly} {app.installed ? '' : words.apps.askAdmin}</p>
  const refused = action.error instanceof ApiError ? action.error : null
  const fields = Object.entries(form.value ? said.form(app.app, form.value).properties : {})
  // A stored secret is shown as dots and has to be typed anew; the rest may stay as it is.
  const stored = (name: string) => app.connection?.credentials[name]
  const filled = Object.fromEntries(fields.map(([name, field]): [string, string] =>
    [name, typed[name] ?? (field.format === 'password' ? '' : stored(name) ?? '')]))
  const submit = (event: Event) => {
    event.preventDefault()
    void action.run(async () => {
      const credentials = Object.fromEntries(Object.entries(filled).filter(([, value]) => value.trim() !== ''))
      await api.send<Connection>('PUT', `/v1/connected-apps/${app.app}/connection`, { body: { credentials } })
      await reload()
      goTo(`/apps/${app.app}${app.authenticated ? '' : '/authentication'}`)
    })
  }
  const wrongOf = (name: string) => {
    const wrong = refused?.body.errors?.find((one) => one.field === `credentials.${name}`)
    return wrong && said.field(wrong)
  }
  return (
    <Section title={app.installed ? words.manage.edit : words.manage.install(app.name)} lead={app.installed ? words.manage.editLead : words.manage.installLead}>
      <Trouble error={form.error} again={form.reload} />
      {!form.value && !form.error && <Loading />}
      {form.value && (
        <form class="form" onSubmit={submit}>
          {fields.map(([name, field]) => (
            <TextField
              key={name}
              label={field.title ?? name}
              help={field.description}
              placeholder={field.format === 'password' ? stored(name) : field.examples?.[0]}
              type={field.format === 'password' ? 'password' : 'text'}
              autoComplete={field.format === 'password' ? 'new-password' : 'off'}
              required={form.value?.required.includes(name) ?? false}
              value={filled[name] ?? ''}
              wrong={wrongOf(name)}
              onValue={(value) => setTyped({ ...typed, [name]: value })}
            />
          ))}
          <Trouble error={action.error} />
          {refused?.body.checks && <Checks checks={refused.body.checks} />}
          <div class="card-actions">
            <button type="submit" class="button button-main" disabled={action.busy}>{action.busy ? words.manage.checking : words.manage.submit}</button>
            <a class="button" href={app.installed ? `#/apps/${app.app}` : '#/apps'}>{words.trouble.cancel}</a>
          </div>
        </form>
      )}
    </Section>
  )
}
