import type { HeaderReader } from '@keywright/core'
import { AppError } from '../app-error.ts'

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
