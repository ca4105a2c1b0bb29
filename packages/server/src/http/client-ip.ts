import { canonicalIp } from '@keywright/core'
import { LRUCache } from 'lru-cache'

/**
 * The address of the client behind `trustedProxies` proxies: that many steps from the right in
 * X-Forwarded-For, each of which a trusted proxy wrote. What stands further left is the client's own
 * claim and is never read. Too few steps, or none trusted: the address of the connection.
 */
export function clientIp(
  remoteAddress: string | undefined,
  forwardedFor: string | undefined | null,
  trustedProxies: number,
): string | null {
  const connection = remoteAddress ? canonical(remoteAddress) : null
  if (trustedProxies === 0 || !forwardedFor) return connection
  const steps = forwardedFor.split(',')
  const step = steps[steps.length - trustedProxies]?.trim()
  return (step && canonical(step)) || connection
}

/** Few addresses make most requests. No longer text is one, so none needs to be remembered. */
const known = new LRUCache<string, { ip: string | null }>({ max: 2000 })
const LONGEST = 45

function canonical(text: string): string | null {
  if (text.length > LONGEST) return null
  const remembered = known.get(text)
  if (remembered) return remembered.ip
  const ip = canonicalIp(text) ?? null
  known.set(text, { ip })
  return ip
}
