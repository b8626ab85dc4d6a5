// What an entry is sent with where it leaves billing, work type or role open.
import type { Billable, Options } from '../../api/types'
import { usePortal } from '../../context'
import { useResource } from '../../resource'
import { Choice } from '../../ui/fields'
import { useWords } from '../../words'
import type { Settings } from './choices'
import type { PartProps } from './manage'

const BILLABLE: Billable[] = ['default', 'billable', 'no_charge', 'do_not_bill']

export function Defaults({ app, value, disabled, onValue }: Pick<PartProps, 'app'> & {
  value: Settings['defaults']
  disabled: boolean
  onValue: (value: Settings['defaults']) => void
}) {
  const { week, manage } = useWords()
  const { api } = usePortal()
  // Only who is known in the PSA can be told what it offers; others see what was chosen by its number.
  const { value: options } = useResource(
    () => app.authenticated ? api.get<Options>(`/v1/connected-apps/${app.app}/options`) : Promise.resolve(null),
    [app.app, app.authenticated],
  )
  const choices = (offered: { id: string; name: string }[] = [], chosen: string | null) => [
    ['', week.asPsa] as const,
    ...offered.map((one) => [one.id, one.name] as const),
    ...(chosen && !offered.some((one) => one.id === chosen) ? [[chosen, chosen] as const] : []),
  ]
  return (
    <>
      <Choice label={manage.defaults.billable} value={value.billable} disabled={disabled}
        choices={BILLABLE.map((one) => [one, week.billing[one]] as const)} onValue={(billable) => onValue({ ...value, billable })} />
      <Choice label={manage.defaults.workTypeId} value={value.workTypeId ?? ''} disabled={disabled}
        choices={choices(options?.workTypes, value.workTypeId)} onValue={(id) => onValue({ ...value, workTypeId: id || null })} />
      <Choice label={manage.defaults.workRoleId} value={value.workRoleId ?? ''} disabled={disabled}
        choices={choices(options?.workRoles, value.workRoleId)} onValue={(id) => onValue({ ...value, workRoleId: id || null })} />
    </>
  )
}
