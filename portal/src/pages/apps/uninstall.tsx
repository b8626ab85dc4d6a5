// Uninstalling says what stays before it is done, and what it left behind after.
import { useState } from 'preact/hooks'
import type { ConnectedApp, Connection } from '../../api/types'
import { usePortal } from '../../context'
import { useAction } from '../../resource'
import { Dialog } from '../../ui/dialog'
import { Trouble } from '../../ui/trouble'
import { useWords } from '../../words'

export function Uninstall({ app, onClose, onDone }: { app: ConnectedApp; onClose: () => void; onDone: () => void }) {
  const words = useWords()
  const { api } = usePortal()
  const action = useAction()
  const [left, setLeft] = useState<string[] | null>(null)
  const go = () => action.run(async () => {
    const removed = await api.send<Connection>('DELETE', `/v1/connected-apps/${app.app}/connection`)
    const behind = removed.webhooks.leftBehind ?? []
    if (behind.length) setLeft(behind)
    else onDone()
  })
  if (left) {
    return (
      <Dialog title={words.manage.leftBehind} onClose={onDone}>
        <p>{words.manage.leftBehindFix}</p>
        <ul class="plain-list">{left.map((one) => <li key={one}><code>{one}</code></li>)}</ul>
      </Dialog>
    )
  }
  return (
    <Dialog title={words.manage.uninstallAsk(app.name)} onClose={onClose}>
      <ul class="plain-list">{words.manage.uninstallStays.map((one) => <li key={one}>{one}</li>)}</ul>
      <Trouble error={action.error} />
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>{words.trouble.cancel}</button>
        <button type="button" class="button button-bad" disabled={action.busy} onClick={go}>{words.manage.uninstallButton}</button>
      </div>
    </Dialog>
  )
}
