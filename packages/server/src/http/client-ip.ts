import { canonicalIp } from '@keywright/core'

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
  const connection = (remoteAddress && canonicalIp(remoteAddress)) || null
  if (trustedProxies === 0 || !forwardedFor) return connection
  const steps = forwardedFor.split(',')
  const step = steps[steps.length - trustedProxies]?.trim()
  return (step && canonicalIp(step)) || connection
}
