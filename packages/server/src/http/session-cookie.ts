import type { Config } from '../config.ts'

type CookieConfig = Pick<Config, 'publicUrl' | 'session'>

/** Under which name the session cookie travels, and which origins may send it along with a change. */
export function cookieRules(config: CookieConfig) {
  const own = config.publicUrl && new URL(config.publicUrl).origin
  return {
    // The prefix makes browsers insist on Secure and Path=/ (RFC 6265bis section 4.1.3).
    cookieName: isSecure(config) ? '__Host-keywright' : 'keywright',
    origins: (request: Request) => [own || new URL(request.url).origin],
  }
}

/** The Set-Cookie header of a new session; the browser forgets it at the absolute end of the session. */
export function sessionCookie(config: CookieConfig, token: string): string {
  return setCookie(config, token, config.session.absoluteSeconds)
}

/** The Set-Cookie header that makes the browser forget the session. */
export function clearedSessionCookie(config: CookieConfig): string {
  return setCookie(config, '', 0)
}

function setCookie(config: CookieConfig, value: string, maxAgeSeconds: number): string {
  const { cookieName } = cookieRules(config)
  const secure = isSecure(config) ? '; Secure' : ''
  return `${cookieName}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax${secure}`
}

function isSecure(config: CookieConfig): boolean {
  return config.publicUrl?.startsWith('https:') ?? false
}
