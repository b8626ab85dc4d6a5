// What the API says, in German: by its codes, and its composed sentences by their form.
import type { FieldError, ProblemBody } from '../../api/client'
import type { Problem } from '../../api/types'
import { OF_APPS } from './de/apps'
import causes from './de/causes.json'
import composed from './de/composed.json'
import fields from './de/fields.json'
import places from './de/places.json'
import problems from './de/problems.json'
import refusals from './de/refusals.json'
import sentences from './de/sentences.json'
import story from './de/story.json'
import type { Said } from '.'
import { quoted, spoken, translator } from './sentences'

interface Told { message: string; fix: string }

const PROBLEMS: Record<string, Told> = problems
const CAUSES: Record<string, Told> = { ...problems, ...causes }
const PLACES: Record<string, string> = places
const REFUSALS: Record<string, { title: string; advice: string }> = refusals
const STATES: Record<string, { summary: string; deleted: string; cause: string; fix: string }> = story.states
const EVENTS: Record<string, string> = story.events
const DETAILS: Record<string, string> = story.details
const FIELDS: Record<string, string> = fields.codes
const FIELD_NAMES: Record<string, string> = fields.names

/** Details of what happened that are sentences of ours; others are what people or a PSA wrote. */
const OURS = new Set(['adapted', 'groups'])

const ofApps: Record<string, string> = Object.assign({}, ...Object.values(OF_APPS).map((one) => one.sentences))
const find = translator({ ...ofApps, ...sentences }, composed.sentences, composed.pieces)
const sentence = (text: string) => find(text) ?? text

/** A PSA's own menus are in its own language. */
function place(where: string): string
function place(where: string | null): string | null
function place(where: string | null): string | null {
  return where === null ? null : PLACES[where] ?? where
}

function message(told: Told, said: string | undefined): string {
  return said ? `${told.message} (${spoken(said, find)})` : told.message
}

function problem<T extends Problem>(one: T): T {
  const told = PROBLEMS[one.code]
  if (!told) return one
  return { ...one, message: message(told, one.said), fix: told.fix, where: place(one.where) }
}

function refusal({ code = '', title = '', detail = '', said = '', suggestion, errors = [] }: ProblemBody) {
  const told = REFUSALS[code]
  if (!told) return { title, text: detail }
  const about = said && (find(said) ?? `${quoted(said)}.`)
  const meant = suggestion && `Wahrscheinlich ist es ${quoted(suggestion)}.`
  const wrong = errors.filter((one) => one.code !== code).map((one) => `${fieldName(one)}: ${field(one)}.`)
  return { title: told.title, text: [about, told.advice, meant, ...wrong].filter(Boolean).join(' ') }
}

function fieldName(one: FieldError): string {
  const name = one.field.split('.').at(-1) ?? ''
  return FIELD_NAMES[name] ?? Object.values(OF_APPS).map((app) => app.form[name]?.title).find(Boolean) ?? one.field
}

function field(one: FieldError): string {
  return find(one.message) ?? FIELDS[one.code] ?? REFUSALS[one.code]?.title ?? one.message
}

export const german: Said = {
  problem,
  check: (one) => ({ ...one, message: sentence(one.message), fix: sentence(one.fix), where: place(one.where) }),
  cause: (code, one) => ({ ...one, ...CAUSES[code], where: place(one.where) }),
  sentence,
  story: (one) => {
    const told = STATES[one.entry.syncState]
    if (!told) return one
    const summary = one.entry.deletedAt === null ? told.summary : told.deleted
    if (!one.entry.problem) return { ...one, summary, cause: told.cause, fix: told.fix, where: place(one.where) }
    const { message: cause, fix, where } = problem(one.entry.problem)
    return { ...one, summary, cause, fix, where }
  },
  event: (one) => {
    const detail = Object.entries(one.detail).map(([name, value]) => [DETAILS[name] ?? name, OURS.has(name) ? sentence(value) : value])
    return { ...one, text: EVENTS[one.what] ?? one.text, detail: Object.fromEntries(detail) }
  },
  form: (app, one) => {
    const told = OF_APPS[app]?.form ?? {}
    const properties = Object.entries(one.properties).map(([name, asked]) => [name, { ...asked, ...told[name] }])
    return { ...one, properties: Object.fromEntries(properties) }
  },
  refusal,
  field,
  unread: (code, reason) => (code === null ? undefined : PROBLEMS[code]?.message) ?? reason ?? '',
}
