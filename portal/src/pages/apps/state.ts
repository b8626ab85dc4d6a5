// How a connection's state looks.
import type { Tone } from '../../ui/marks'

const TONES: Record<string, Tone> = {
  active: 'good',
  rate_limited: 'warn',
  psa_down: 'warn',
  paused: 'warn',
  auth_failed: 'bad',
  permission_lost: 'bad',
  removed: 'plain',
}

export function toneOf(status: string): Tone {
  return TONES[status] ?? 'plain'
}
