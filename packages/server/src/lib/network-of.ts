import { parseCidr } from '@keywright/core'

/** What counts as one address: who has one of IPv6 usually has the whole /64. */
export function networkOf(ip: string | null): string {
  if (ip === null) return 'unknown'
  return ip.includes(':') ? (parseCidr(`${ip}/64`)?.text ?? ip) : ip
}
