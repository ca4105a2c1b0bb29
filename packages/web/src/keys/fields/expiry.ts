import type { DomainSettings } from '@keywright/contract'
import { type ExpiryRequest, resolveExpiry } from '@keywright/core'

/**
 * When a key ends: after so many days, at the end of a day (`2027-01-31`, the reader's own), never, or
 * as it does already.
 */
export type Expiry =
  | { kind: 'days'; days: number }
  | { kind: 'date'; date: string }
  | { kind: 'never' }
  | { kind: 'kept' }

/** What a domain demands of the lifetime of its keys. */
export type LifetimePolicy = Pick<
  DomainSettings,
  'defaultLifetimeDays' | 'maxLifetimeDays' | 'expiryRequired'
>

/** Where the settings of the domain are not ours to see: the server has the last word. */
export const NO_POLICY: LifetimePolicy = {
  defaultLifetimeDays: null,
  maxLifetimeDays: null,
  expiryRequired: false,
}

const PRESET_DAYS = [7, 30, 90, 365]
const USUAL_DAYS = 90
const DAY_MILLISECONDS = 86_400_000

/** The numbers of days to choose from: the usual ones, and the default and the maximum of the domain. */
export function presetDays({ defaultLifetimeDays, maxLifetimeDays }: LifetimePolicy): number[] {
  const days = new Set(PRESET_DAYS)
  if (defaultLifetimeDays !== null)
    days.add(Math.min(defaultLifetimeDays, maxLifetimeDays ?? Infinity))
  if (maxLifetimeDays !== null && maxLifetimeDays < 365) days.add(maxLifetimeDays)
  return [...days].sort((a, b) => a - b)
}

/** What is chosen at first: the default of the domain, else 90 days or as many as it allows. */
export function firstExpiry({ defaultLifetimeDays, maxLifetimeDays }: LifetimePolicy): Expiry {
  const days = Math.min(defaultLifetimeDays ?? USUAL_DAYS, maxLifetimeDays ?? Infinity)
  return { kind: 'days', days }
}

/** The expiry as the server is asked for it; undefined for a date that is none. */
export function expiryBody(
  expiry: Expiry,
): { expiresInDays?: number; expiresAt?: string | null } | undefined {
  if (expiry.kind === 'kept') return {}
  if (expiry.kind === 'days') return { expiresInDays: expiry.days }
  if (expiry.kind === 'never') return { expiresAt: null }
  const end = new Date(`${expiry.date}T23:59:59`)
  return Number.isNaN(end.getTime()) ? undefined : { expiresAt: end.toISOString() }
}

/** Why the domain does not allow an expiry; undefined where it does. */
export function expiryProblem(
  expiry: Expiry,
  policy: LifetimePolicy,
  now = Date.now(),
): string | undefined {
  if (expiry.kind === 'kept') return undefined
  const request = requestOf(expiry)
  if (request === undefined) return 'Choose a date.'
  const result = resolveExpiry(request, policy, now)
  if (result.ok) return undefined
  if (result.reason === 'required') return 'Keys of this domain need an expiry date.'
  if (result.reason === 'too-long') return maximumText(policy)
  return 'Choose a date in the future.'
}

/** When the key would end, in epoch milliseconds; null for never, for what is not allowed and for what is kept. */
export function expiryMoment(expiry: Expiry, policy: LifetimePolicy, now: number): number | null {
  const request = requestOf(expiry)
  const result = request && resolveExpiry(request, policy, now)
  return result?.ok ? result.expiresAt : null
}

/** The first and the last day that can be chosen, as a date field wants them. */
export function dateLimits(
  { maxLifetimeDays }: LifetimePolicy,
  now = Date.now(),
): { min: string; max: string | undefined } {
  // The key ends with the day, which must not be later than the longest lifetime.
  const last = maxLifetimeDays === null ? undefined : now + (maxLifetimeDays - 1) * DAY_MILLISECONDS
  return {
    // Of a lifetime of one day, only today is left.
    min: localDay(Math.min(now + DAY_MILLISECONDS, last ?? Infinity)),
    max: last === undefined ? undefined : localDay(last),
  }
}

/** The longest lifetime of the domain in words. */
export function maximumText({ maxLifetimeDays }: LifetimePolicy): string {
  return maxLifetimeDays === 1
    ? 'Keys of this domain live one day at most.'
    : `Keys of this domain live ${maxLifetimeDays} days at most.`
}

function requestOf(expiry: Expiry): ExpiryRequest | undefined {
  const { expiresInDays, expiresAt } = expiryBody(expiry) ?? {}
  if (expiresInDays !== undefined) return { expiresInDays }
  if (expiresAt === undefined) return undefined
  return { expiresAt: expiresAt === null ? null : new Date(expiresAt).getTime() }
}

function localDay(moment: number): string {
  const date = new Date(moment)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
