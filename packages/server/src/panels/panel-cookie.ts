import type { Config } from '../config.ts'
import { DAY, SECOND } from '../lib/clock.ts'

/** Browsers keep none for longer (RFC 6265bis section 5.5); it is set anew while the panel is open. */
const MAX_AGE_SECONDS = (400 * DAY) / SECOND

/** The name of the cookie that devices of panels hold; browsers take it over https only where we are (RFC 6265bis section 4.1.3). */
export function panelCookieName(config: Pick<Config, 'publicUrl'>): string {
  return isSecure(config) ? '__Secure-keywright-panel' : 'keywright-panel'
}

/** The Set-Cookie header of a device: it is sent to the addresses of its panel, and to no other. */
export function panelCookie(
  config: Pick<Config, 'publicUrl'>,
  panelId: string,
  secret: string,
): string {
  const secure = isSecure(config) ? '; Secure' : ''
  return `${panelCookieName(config)}=${secret}; Max-Age=${MAX_AGE_SECONDS}; Path=/panel/${panelId}; HttpOnly; SameSite=Lax${secure}`
}

function isSecure({ publicUrl }: Pick<Config, 'publicUrl'>): boolean {
  return publicUrl?.startsWith('https:') ?? false
}
