// Where to log in and where the API is; the function behind the portal says so.
export interface Config {
  issuer: string
  clientId: string
  audience: string
  scope: string
  apiUrl: string
}

export async function readConfig(): Promise<Config> {
  const answer = await fetch('login.json')
  if (!answer.ok) throw new Error(`login.json: ${answer.status}`)
  const config = (await answer.json()) as Config
  return { ...config, apiUrl: new URL(config.apiUrl, document.baseURI).href.replace(/\/$/, '') }
}
