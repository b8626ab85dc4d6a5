// What the connector of one PSA says; a further PSA is a file beside this one and a line here.
import autotask from './autotask.json'
import connectwise from './connectwise.json'

export interface OfApp {
  form: Record<string, { title: string; description: string }>
  sentences: Record<string, string>
}

export const OF_APPS: Record<string, OfApp> = { autotask, connectwise }
