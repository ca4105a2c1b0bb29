import type { endpoints, KeySummary, Outcome, ResponseBody } from '@keywright/contract'
import { KEY_SUMMARY_DAYS } from '@keywright/contract'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { pollEvery } from '../../app/poll-every.ts'
import type { KeyFilters } from '../../app/queries.ts'
import { spanOf, USAGE_RANGES, type UsageRange } from '../../charts/usage-ranges.ts'

/** How often each key was used. */
export type UsedKey = ResponseBody<typeof endpoints.usage.ofDomain>['keys'][number]

const FIRST_FEW = 5

/** Which keys deserve a look: the same filters count them, list the first few and lead to all. */
export const CONCERNS = {
  expiring: {
    state: 'active',
    expiringInDays: KEY_SUMMARY_DAYS.expiring,
    sort: 'expiresAt',
  },
  unused: { state: 'active', unusedSinceDays: KEY_SUMMARY_DAYS.unused, sort: 'lastUsedAt' },
  allAccess: { state: 'active', access: 'all', sort: '-lastUsedAt' },
} as const satisfies Record<string, KeyFilters>

/** How many custom keys there are by state, and how many deserve a look. */
export function keySummaryQuery(domain: string) {
  return queryOptions({
    // Below the keys, so that every change of a key makes it be counted again.
    queryKey: ['domain', domain, 'keys', 'summary'],
    queryFn: (): Promise<KeySummary> => api.keys.summary({ params: { domain } }),
  })
}

/** The first few keys that deserve a look. */
export function concernQuery(domain: string, concern: keyof typeof CONCERNS) {
  return queryOptions({
    queryKey: ['domain', domain, 'keys', 'concern', concern],
    queryFn: async () => {
      const query = { ...CONCERNS[concern], kind: 'custom', limit: FIRST_FEW } as const
      return (await api.keys.list({ params: { domain }, query })).items
    },
  })
}

/** Requests of the domain by outcome; fresh within a few seconds while somebody looks. */
export function domainUsageQuery(domain: string, range: UsageRange) {
  return queryOptions({
    queryKey: ['domain', domain, 'usage', range],
    queryFn: async () => {
      const span = spanOf(range)
      const query = { bucket: USAGE_RANGES[range].bucket, from: span.from }
      const { items, keys } = await api.usage.ofDomain({ params: { domain }, query })
      return { points: items, keys, span }
    },
    refetchInterval: pollEvery(15_000),
  })
}

/** The keys with which most requests were refused for one reason. */
export function refusedKeysQuery(domain: string, range: UsageRange, outcome: Outcome) {
  return queryOptions({
    queryKey: ['domain', domain, 'usage', range, outcome],
    queryFn: async () => {
      const query = { bucket: 'day', from: spanOf(range).from, outcome } as const
      return (await api.usage.ofDomain({ params: { domain }, query })).keys
    },
    refetchInterval: pollEvery(15_000),
  })
}
