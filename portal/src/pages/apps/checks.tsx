// The preflight: what was checked, and for what is not right what to do, who can, and where.
import type { Check } from '../../api/types'
import { Badge, type Tone } from '../../ui/marks'
import { useWords } from '../../words'
import { useSaid } from '../../words/said'

const TONES: Record<Check['status'], Tone> = { fail: 'bad', warn: 'warn', pass: 'good' }
const ORDER: Check['status'][] = ['fail', 'warn', 'pass']

export function Checks({ checks }: { checks: Check[] }) {
  const words = useWords().manage
  const by = (status: Check['status']) => checks.filter((one) => one.status === status)
  const passed = by('pass')
  return (
    <div class="checks">
      <p class="check-sums">
        {ORDER.filter((one) => by(one).length).map((one) => <Badge key={one} tone={TONES[one]}>{words.checkSums[one](by(one).length)}</Badge>)}
      </p>
      <ul>{[...by('fail'), ...by('warn')].map((one) => <CheckLine key={one.code} check={one} />)}</ul>
      {passed.length > 0 && (
        <details>
          <summary>{words.passed(passed.length)}</summary>
          <ul>{passed.map((one) => <CheckLine key={one.code} check={one} />)}</ul>
        </details>
      )}
    </div>
  )
}

function CheckLine({ check: one }: { check: Check }) {
  const words = useWords()
  const check = useSaid().check(one)
  return (
    <li class="check">
      <Badge tone={TONES[check.status]}>{words.manage.checkStatus[check.status]}</Badge>
      <div>
        <p>{check.message}</p>
        {check.status !== 'pass' && (
          <dl class="fix">
            {check.fix && <div><dt>{words.whatToDo}</dt><dd>{check.fix}</dd></div>}
            <div><dt>{words.whoCan}</dt><dd>{words.who[check.who] ?? check.who}</dd></div>
            {check.where && <div><dt>{words.whereTo}</dt><dd>{check.where}</dd></div>}
          </dl>
        )}
      </div>
    </li>
  )
}
