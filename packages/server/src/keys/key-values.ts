import type { DomainSettings } from '@keywright/contract'
import { parseCidr, resolveExpiry } from '@keywright/core'
import { AppError } from '../app-error.ts'

const REFUSED_EXPIRY = {
  both: () => 'Give expiresAt or expiresInDays, not both.',
  past: () => 'The expiry has to be in the future.',
  'too-long': (settings: DomainSettings) =>
    `A key of this domain lives for ${settings.maxLifetimeDays} days at most.`,
  required: () => 'Keys of this domain need an expiry date.',
}

/** When a key is to expire under the domain's policy (epoch milliseconds; null: never); throws EXPIRY_INVALID. */
export function parseExpiry(
  input: { expiresAt?: string | null | undefined; expiresInDays?: number | undefined },
  settings: DomainSettings,
  now: number,
): number | null {
  const { expiresAt, expiresInDays } = input
  const moment = typeof expiresAt === 'string' ? Date.parse(expiresAt) : expiresAt
  const result = resolveExpiry({ expiresAt: moment, expiresInDays }, settings, now)
  if (result.ok) return result.expiresAt
  throw new AppError('EXPIRY_INVALID', { detail: REFUSED_EXPIRY[result.reason](settings) })
}

/** The ranges of an allow-list in canonical form, each once; throws VALIDATION_FAILED. */
export function parseIpAllow(list: readonly string[]): string[] {
  const ranges = new Set<string>()
  const errors: { pointer: string; message: string }[] = []
  for (const [index, text] of list.entries()) {
    const range = parseCidr(text)
    if (range) ranges.add(range.text)
    else {
      const message = 'An address or a CIDR range, as in 192.0.2.0/24 or 2001:db8::/32.'
      errors.push({ pointer: `/ipAllow/${index}`, message })
    }
  }
  if (errors.length > 0) throw new AppError('VALIDATION_FAILED', { errors })
  return [...ranges]
}
