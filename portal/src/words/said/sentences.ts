// Sentences that the API composes, found again by their form: what stands in their gaps is kept, or found again too.

type Sentences = Record<string, string>
type Find = (text: string) => string | null

interface Form {
  fits: RegExp
  said: string
  inside: Find
}

const GAP = '{}'

/**
 * Finds what these sentences are in the other language, by their English with `{}` for each gap; `{1}` is the first gap there.
 * What is composed of pieces is looked for in the same way; pieces alone are no sentences.
 */
export function translator(sentences: Sentences, composed: Sentences = {}, pieces: Sentences = {}): Find {
  const exact = new Map(Object.entries(sentences))
  const within: Find = Object.keys(pieces).length ? translator({ ...sentences, ...pieces }) : (text) => whole(text)
  const forms = [
    ...formsOf(sentences, (text) => whole(text)),
    ...formsOf(composed, within),
  ].sort((one, other) => other.fits.source.length - one.fits.source.length)
  const same: Find = (text) => exact.get(text) ?? null
  const alike: Find = (text) => same(text) ?? inForm(text, forms)
  /** One sentence, or several of ours one behind the other. */
  const whole = (text: string): string | null =>
    stopped(text, same) ?? joined(text, /[.;] /g, (one) => stopped(one, alike)) ?? joined(text, /, /g, same) ?? stopped(text, alike)
  const joined = (text: string, end: RegExp, find: Find): string | null => {
    for (const { index, 0: between } of text.matchAll(end)) {
      const first = find(text.slice(0, index))
      const rest = first === null ? null : whole(text.slice(index + between.length))
      if (rest !== null) return `${first}${between}${rest}`
    }
    return null
  }
  return whole
}

/** As we say it where it is one of our sentences; what others have said is quoted. */
export function spoken(text: string, find: Find): string {
  const ours = find(text)
  if (ours !== null) return ours
  for (const { index, 0: between } of text.matchAll(/; | - /g)) {
    const rest = find(text.slice(index + between.length))
    if (rest !== null) return `${quoted(text.slice(0, index))}${between}${rest}`
  }
  return quoted(text)
}

export function quoted(text: string): string {
  return `„${text}“`
}

/** With its full stop or without, whichever is known. */
function stopped(text: string, find: Find): string | null {
  const asItIs = find(text)
  if (asItIs !== null || !text) return asItIs
  if (!text.endsWith('.')) return find(`${text}.`)?.replace(/\.$/, '') ?? null
  const bare = find(text.slice(0, -1))
  return bare === null ? null : `${bare}.`
}

function inForm(text: string, forms: Form[]): string | null {
  for (const { fits, said, inside } of forms) {
    const gaps = fits.exec(text)
    if (gaps) return filled(said, gaps.slice(1), inside)
  }
  return null
}

function filled(said: string, gaps: string[], inside: Find): string {
  const inGap = (text: string) => inside(text) ?? text.replace(/\d,(?=\d{3}(\D|$))/g, (digits) => digits.replace(',', '.'))
  return said.replace(/\{(\d)\}/g, (_, number) => inGap(gaps[Number(number) - 1] ?? '')).trim()
}

/** The longer ones come first: the more of a form is fixed, the less it is mistaken for another. */
function formsOf(sentences: Sentences, inside: Find): Form[] {
  return Object.entries(sentences).filter(([key]) => key.includes(GAP)).map(([key, said]) => {
    const fixed = key.split(GAP).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    // A last gap may be empty, with nothing left of the blank before it.
    const pattern = fixed.join('(.*?)').replace(/ \(\.\*\?\)$/, ' ?(.*?)')
    return { fits: new RegExp(`^${pattern}$`, 's'), said, inside }
  })
}
