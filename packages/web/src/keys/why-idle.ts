import type { Key } from '@keywright/contract'
import { formatTime } from '../lib/time.ts'

/** Why no token of a key works now and what would make them work again; nothing where they work. */
export function whyIdle({ state, expiresAt, disabledAt }: Key): string | undefined {
  if (state === 'expired' && expiresAt !== null) {
    const wish = disabledAt === null ? 'gets a new date' : 'gets a new date and is enabled'
    return `The key expired on ${formatTime(expiresAt)}: no token of it works until it ${wish}.`
  }
  if (state === 'disabled' && disabledAt !== null) {
    return `The key has been disabled since ${formatTime(disabledAt)}: no token of it works until it is enabled.`
  }
  return undefined
}
