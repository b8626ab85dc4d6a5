// What somebody sees who is not logged in, or no longer.
import { useWords } from './words'

export function Welcome({ error, onLogIn }: { error: string; onLogIn: (choose: boolean) => void }) {
  const words = useWords().login
  return (
    <main class="welcome">
      <img src="icon.svg" width="56" height="56" alt="" />
      <h1>{words.title}</h1>
      <p>{words.text}</p>
      {error && (
        <div class="notice notice-bad" role="alert">
          <strong>{words.failed}</strong>
          <p>{words.failedFix}</p>
          <code>{error}</code>
        </div>
      )}
      <button type="button" class="button button-main" onClick={() => onLogIn(false)}>{words.button}</button>
      <button type="button" class="button-plain" onClick={() => onLogIn(true)}>{words.other}</button>
    </main>
  )
}

export function Ended({ onLogIn }: { onLogIn: () => void }) {
  const words = useWords().login
  return (
    <div class="notice notice-bad ended" role="alertdialog" aria-labelledby="ended-title">
      <strong id="ended-title">{words.ended}</strong>
      <p>{words.endedFix}</p>
      <button type="button" class="button button-main" onClick={onLogIn}>{words.again}</button>
    </div>
  )
}
