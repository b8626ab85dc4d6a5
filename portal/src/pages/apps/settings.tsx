// Settings of the connection and one's own; what a change would touch is said before it is made.
import { useState } from 'preact/hooks'
import { usePortal } from '../../context'
import { useAction, useResource } from '../../resource'
import { Dialog } from '../../ui/dialog'
import { Choice, Section } from '../../ui/fields'
import { Loading } from '../../ui/marks'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'
import { changed, CHOICES, ROUNDINGS, type Impact, type Preferences, type SettingName, type Settings } from './choices'
import { Defaults } from './defaults'
import type { PartProps } from './manage'

export function SettingsPart({ app }: PartProps) {
  const words = useWords().manage
  const { person } = usePortal()
  return (
    <div class="stack">
      <Form<Preferences> key="own" address={`/v1/connected-apps/${app.app}/preferences`} title={words.own} lead={words.ownLead}
        names={['importScope', 'projectDisplay', 'entrySync']} inherited />
      <Form<Settings> key="all" address={`/v1/connected-apps/${app.app}/settings`} title={words.forAll}
        lead={person.role === 'admin' ? words.forAllLead : words.forAllMember}
        names={['direction', 'entrySync', 'projectSync', 'importScope', 'projectDisplay', 'conflictPolicy']} locked={person.role !== 'admin'} withDefaults={app} />
    </div>
  )
}

interface FormProps {
  address: string
  title: string
  lead: string
  names: SettingName[]
  inherited?: boolean
  locked?: boolean
  withDefaults?: PartProps['app']
}

function Form<T extends object>({ address, title, lead, names, inherited = false, locked = false, withDefaults }: FormProps) {
  const words = useWords()
  const { api } = usePortal()
  const stored = useResource(() => api.get<T>(address), [address])
  const [draft, setDraft] = useState<Partial<T>>({})
  const [impact, setImpact] = useState<Impact | null>(null)
  const [told, setTold] = useState('')
  const action = useAction()
  if (!stored.value) return <Section title={title}>{stored.error ? <Trouble error={stored.error} again={stored.reload} /> : <Loading />}</Section>
  const before = stored.value
  const after = { ...before, ...draft }
  const patch = changed(before, after)
  const touched = Object.keys(patch).length > 0
  const value = (name: string) => (after as Record<string, unknown>)[name]
  const choose = (name: string, chosen: unknown) => { setTold(''); setDraft({ ...draft, [name]: chosen } as Partial<T>) }
  const ask = () => action.run(async () => setImpact(await api.send<Impact>('PATCH', address, { query: { dryRun: 'true' }, body: patch })))
  const save = () => action.run(async () => {
    stored.set(await api.send<T>('PATCH', address, { body: { ...patch, confirm: true } }))
    setDraft({})
    setImpact(null)
    setTold(words.manage.saved)
  })
  const options = (name: SettingName) => [
    ...(inherited ? [['', words.manage.asConnection] as const] : []),
    ...CHOICES[name].map((one) => [one, words.manage.choices[one]] as const),
  ]
  return (
    <Section title={title} lead={lead}>
      <div class="form form-wide">
        {names.map((name) => (
          <Choice key={name} label={words.manage.settings[name]} value={String(value(name) ?? '')} choices={options(name)} disabled={locked}
            onValue={(chosen) => choose(name, chosen === '' ? null : chosen)} />
        ))}
        {withDefaults && (
          <Choice label={words.manage.rounding} value={String(value('roundHoursTo') ?? 0)} disabled={locked}
            choices={ROUNDINGS.map((one) => [String(one), words.manage.roundTo(one / 60)] as const)}
            onValue={(chosen) => choose('roundHoursTo', Number(chosen) || null)} />
        )}
        {withDefaults && (
          <Defaults app={withDefaults} value={value('defaults') as Settings['defaults']} disabled={locked} onValue={(chosen) => choose('defaults', chosen)} />
        )}
      </div>
      {!impact && <Trouble error={action.error} />}
      <p class="saved" role="status">{told}</p>
      {!locked && (
        <div class="card-actions">
          <button type="button" class="button button-main" disabled={!touched || action.busy} onClick={ask}>{words.manage.save}</button>
          {touched && <button type="button" class="button" onClick={() => setDraft({})}>{words.manage.discard}</button>}
        </div>
      )}
      {impact && (
        <Dialog title={words.manage.impactTitle} onClose={() => { setImpact(null); action.clear() }}>
          <p class="impact">{words.manage.impact(impact.entries, signed(impact.hours), impact.rejections)}</p>
          <p class="dim">{impact.entries ? words.manage.impactLead : words.manage.impactNone}</p>
          <Trouble error={action.error} />
          <div class="dialog-actions">
            <button type="button" class="button" onClick={() => { setImpact(null); action.clear() }}>{words.trouble.cancel}</button>
            <button type="button" class="button button-main" disabled={action.busy} onClick={save}>{words.manage.apply}</button>
          </div>
        </Dialog>
      )}
    </Section>
  )
}

function signed(hours: string): string {
  return hours.startsWith('-') ? hours.replace('-', '−') : `+${hours}`
}
