// Who is logged in: authorization code with PKCE; tokens live in this page's memory and nowhere else.
import { InMemoryWebStorage, UserManager, WebStorageStateStore, type User } from 'oidc-client-ts'
import type { Config } from './config'
import { safeRoute } from './router'

const SIGNED_IN = 'portal.signedIn' // that somebody was, not who: a reload then logs in by itself

export interface Person {
  userId: string
  name: string
  email: string
  role: 'admin' | 'member'
}

interface Claims {
  sub?: string
  email?: string
  role?: string
}

export class Session {
  private user: User | null = null
  private constructor(private readonly manager: UserManager) {}

  static open(config: Config): Session {
    const here = new URL('index.html', document.baseURI).href
    const manager = new UserManager({
      authority: config.issuer,
      client_id: config.clientId,
      redirect_uri: here,
      post_logout_redirect_uri: here,
      scope: config.scope,
      extraQueryParams: { audience: config.audience },
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
      // What must outlive the way to the login and back: state, nonce and verifier, in this tab only.
      stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
      automaticSilentRenew: false,
      monitorSession: false,
    })
    return new Session(manager)
  }

  /** Takes up the answer of the login, if this page was opened by one; true when somebody is in. */
  async resume(): Promise<boolean> {
    const query = new URLSearchParams(window.location.search)
    if (query.has('state') && (query.has('code') || query.has('error'))) {
      try {
        this.user = await this.manager.signinCallback() ?? null
      } finally {
        const wanted = typeof this.user?.state === 'string' ? this.user.state : ''
        window.history.replaceState(null, '', window.location.pathname + safeRoute(wanted))
      }
      window.sessionStorage.setItem(SIGNED_IN, 'yes')
    }
    return this.user !== null
  }

  get wasSignedIn(): boolean {
    return window.sessionStorage.getItem(SIGNED_IN) !== null
  }

  async logIn(choose = false): Promise<void> {
    const prompt = choose ? { prompt: 'select_account' } : {}
    await this.manager.signinRedirect({ state: safeRoute(window.location.hash), ...prompt })
  }

  async logOut(): Promise<void> {
    window.sessionStorage.removeItem(SIGNED_IN)
    this.user = null
    window.location.hash = ''
    if (await this.manager.metadataService.getEndSessionEndpoint()) {
      await this.manager.signoutRedirect()
    } else {
      window.location.reload()
    }
  }

  get token(): string {
    return this.user?.access_token ?? ''
  }

  get person(): Person {
    const claims = claimsOf(this.token)
    const profile = this.user?.profile
    const email = claims.email ?? profile?.email ?? ''
    return {
      userId: claims.sub ?? '',
      name: profile?.name || email,
      email,
      role: claims.role === 'admin' ? 'admin' : 'member',
    }
  }
}

/** What the token says, for showing it; the API alone decides what its holder may do. */
function claimsOf(token: string): Claims {
  const part = token.split('.')[1]
  if (!part) return {}
  try {
    const bytes = Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0))
    return JSON.parse(new TextDecoder().decode(bytes)) as Claims
  } catch {
    return {}
  }
}
