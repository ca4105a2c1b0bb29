import type { Key } from '@keywright/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { pollEvery } from '../../app/poll-every.ts'
import { keyQuery } from '../../app/queries.ts'
import { withEtag } from '../../app/with-etag.ts'
import { spanOf, USAGE_RANGES, type UsageRange } from '../../charts/usage-ranges.ts'

/** A key and its version: what a change has to name so that nobody's work is overwritten. */
export interface VersionedKey {
  key: Key
  etag: string
}

/** One key with its version; read again now and then, for its last use. */
export function versionedKeyQuery(domain: string, id: string) {
  return queryOptions({
    queryKey: [...keyQuery(domain, id).queryKey, 'versioned'],
    queryFn: () => readVersioned(domain, id),
    refetchInterval: pollEvery(15_000),
  })
}

/** Reads a key with its version. */
export async function readVersioned(domain: string, id: string): Promise<VersionedKey> {
  const { value: key, etag } = await withEtag(options =>
    api.keys.read({ params: { domain, id } }, options),
  )
  return { key, etag }
}

/** What the key can really do, and which layer cuts what; others may change its role or user any time. */
export function effectiveQuery(domain: string, id: string) {
  return queryOptions({
    queryKey: [...keyQuery(domain, id).queryKey, 'effective'],
    queryFn: () => api.keys.effective({ params: { domain, id } }),
    refetchInterval: pollEvery(5000),
  })
}

/** The requests with the key; fresh within a few seconds while somebody looks. */
export function keyUsageQuery(domain: string, id: string, range: UsageRange) {
  return queryOptions({
    queryKey: [...keyQuery(domain, id).queryKey, 'usage', range],
    queryFn: async () => {
      const span = spanOf(range)
      const query = { bucket: USAGE_RANGES[range].bucket, from: span.from }
      const { items } = await api.usage.ofKey({ params: { domain, id }, query })
      return { points: items, span }
    },
    refetchInterval: pollEvery(15_000),
  })
}

/** What happened to the key, newest first. */
export function keyActivityQuery(domain: string, id: string) {
  return infiniteQueryOptions({
    queryKey: [...keyQuery(domain, id).queryKey, 'activity'],
    queryFn: ({ pageParam }) =>
      api.audit.list({
        params: { domain },
        query: { targetId: id, limit: 20, ...(pageParam && { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  })
}

/** Requests with the key that were let through after the change that ended it. */
export function keyLateAcceptsQuery(domain: string, id: string) {
  return queryOptions({
    queryKey: [...keyQuery(domain, id).queryKey, 'late-accepts'],
    queryFn: async () =>
      (await api.usage.lateAccepts({ params: { domain }, query: { key: id } })).items,
  })
}
