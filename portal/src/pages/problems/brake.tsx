// The mass-delete brake: so much is gone in the PSA at once that a person must say whether it is meant.
import { useState } from 'preact/hooks'
import { usePortal } from '../../context'
import { useAction, useResource } from '../../resource'
import { Dialog } from '../../ui/dialog'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'

type Choice = 'apply' | 'keep'

export function Brake({ app, onDone }: { app: string; onDone: () => Promise<void> }) {
  const { trouble, problems: words } = useWords()
  const { api, formats } = usePortal()
  const path = `/v1/connected-apps/${app}/brake`
  const brake = useResource(() => api.get<{ on: boolean; count: number }>(path), [path])
  const [asked, setAsked] = useState<Choice | null>(null)
  const action = useAction()
  const release = (choice: Choice) => action.run(async () => {
    await api.send('POST', path, { body: { action: choice } })
    setAsked(null)
    await onDone()
  })
  const count = formats.number(brake.value?.count ?? 0)
  return (
    <div class="card-actions">
      <Trouble error={brake.error} again={brake.reload} />
      <button type="button" class="button button-main" onClick={() => setAsked('keep')}>{words.brakeKeep(count)}</button>
      <button type="button" class="button button-bad" onClick={() => setAsked('apply')}>{words.brakeApply(count)}</button>
      {asked && (
        <Dialog title={asked === 'keep' ? words.brakeKeep(count) : words.brakeApply(count)} onClose={() => setAsked(null)}>
          <p>{asked === 'keep' ? words.brakeKeepText : words.brakeApplyText}</p>
          <Trouble error={action.error} />
          <div class="dialog-actions">
            <button type="button" class="button" onClick={() => setAsked(null)}>{trouble.cancel}</button>
            <button type="button" class={asked === 'keep' ? 'button button-main' : 'button button-bad'} disabled={action.busy} onClick={() => void release(asked)}>{words.brakeYes}</button>
          </div>
        </Dialog>
      )}
    </div>
  )
}
