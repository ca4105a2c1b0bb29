import type { HeaderReader } from '@keywright/core'
import { AppError } from '../app-error.ts'

/**
 * Refuses a websocket that another site's page opens with somebody's session cookie: for that there
 * is no rule of the browser but the Origin it sends. Without a public address the host that was asked
 * for is the own one.
 */
export function requireOwnOrigin(header: HeaderReader, publicUrl: string | undefined): void {
  const origin = header('origin')
  if (!origin) {
    const site = header('sec-fetch-site')
    if (site && !OWN_SITES.has(site)) throw new AppError('CROSS_SITE_REQUEST')
    return
  }
  const { host, origin: canonical } = URL.canParse(origin) ? new URL(origin) : NOWHERE
  const isOwn =
    publicUrl === undefined
      ? host === header('host')?.toLowerCase()
      : canonical === new URL(publicUrl).origin
  if (!isOwn) throw new AppError('CROSS_SITE_REQUEST')
}

const NOWHERE = { host: '', origin: '' }
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])
const OWN_SITES = new Set(['same-origin', 'none'])

/**
 * Refuses a change that another site's page makes with somebody's session cookie: by Sec-Fetch-Site
 * where the browser sends it, else by Origin. A request with neither does not come from a browser.
 */
export function requireSameSite(
  method: string,
  header: HeaderReader,
  ownOrigins: readonly string[],
): void {
  if (SAFE_METHODS.has(method)) return
  const site = header('sec-fetch-site')
  if (site) {
    if (!OWN_SITES.has(site)) throw new AppError('CROSS_SITE_REQUEST')
    return
  }
  const origin = header('origin')
  if (origin && !ownOrigins.includes(origin)) throw new AppError('CROSS_SITE_REQUEST')
}
